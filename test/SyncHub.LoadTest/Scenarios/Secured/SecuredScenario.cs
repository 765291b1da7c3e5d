using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Scenarios.Secured;

/// <summary>What rules about who may see what cost, and what one client may spoil for the others.</summary>
internal sealed class SecuredScenario : IScenario
{
    public string Name => "secured";

    public async Task RunAsync(LoadRun run, CancellationToken cancellation)
    {
        if (!run.Targets.Contains(Target.Sync))
        {
            run.Report.Progress("all of it is about SyncHub: left out");
            return;
        }

        run.Report.Heading("Row-secured");
        await OwnRows.RunAsync(run, cancellation);
        await SharedScope.RunAsync(run, cancellation);
        await FloodBeside.RunAsync(run, cancellation);
    }
}
