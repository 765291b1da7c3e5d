namespace SyncHub.Client.Tests.StateMachines;

public sealed class TraceTests
{
    public static TheoryData<string> Names => [.. SharedTables.Traces["traces"]!.AsArray().Select(trace => (string)trace!["name"]!)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Trace_OfTheSharedFile_IsWhatTheClientDoes(string name)
    {
        var trace = SharedTables.Traces["traces"]!.AsArray().Single(trace => (string)trace!["name"]! == name)!;
        await using var replay = new TraceReplay();
        foreach (var step in trace["steps"]!.AsArray())
        {
            await replay.RunAsync(step!);
        }
    }
}
