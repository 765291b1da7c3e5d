namespace SyncHub.Server;

/// <summary>The server's options or models cannot be used. The message lists every problem and its way out.</summary>
public sealed class SyncHubConfigurationException : Exception
{
    internal SyncHubConfigurationException(IReadOnlyList<string> problems)
        : base($"SyncHub cannot start:{string.Concat(problems.Select(problem => $"{Environment.NewLine}- {problem}"))}") => Problems = problems;

    /// <summary>Each problem in a sentence.</summary>
    public IReadOnlyList<string> Problems { get; }
}
