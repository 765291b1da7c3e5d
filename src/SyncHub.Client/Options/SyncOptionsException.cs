namespace SyncHub.Client;

/// <summary>The options given to a <see cref="SyncClient"/> cannot work. Carries every problem, not only the first.</summary>
public sealed class SyncOptionsException : ArgumentException
{
    /// <summary>Creates the exception for a list of problems.</summary>
    public SyncOptionsException(IReadOnlyList<string> problems)
        : base("SyncClientOptions: " + string.Join(" ", problems ?? throw new ArgumentNullException(nameof(problems)))) =>
        Problems = problems;

    /// <summary>One sentence per problem: the option, its value and the way out.</summary>
    public IReadOnlyList<string> Problems { get; }
}
