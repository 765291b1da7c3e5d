namespace SyncHub.LoadTest.Scenarios;

/// <summary>One question to the whole system, answered by a table.</summary>
internal interface IScenario
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    Task RunAsync(LoadRun run, CancellationToken cancellation);
}
