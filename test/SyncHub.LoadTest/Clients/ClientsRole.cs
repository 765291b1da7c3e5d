using System.Text.Json;
using SyncHub.LoadTest.Clients.Cluster;
using SyncHub.LoadTest.Clients.LiveQueries;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.Cluster;
using SyncHub.LoadTest.Contracts.LiveQueries;
using SyncHub.LoadTest.Processes;

namespace SyncHub.LoadTest.Clients;

/// <summary>Holds the connections and does what the coordinator says, line by line, until standard input ends.</summary>
internal static class ClientsRole
{
    public static async Task<int> RunAsync()
    {
        await using var fleet = new Fleet(TimeProvider.System);
        await using var returning = new ReturningFleet(TimeProvider.System);
        using var live = new LiveFleet(fleet, TimeProvider.System);
        using var ending = new CancellationTokenSource();
        var keepAlive = KeepAlive.RunAsync(() => [.. fleet.Snapshot(), .. returning.Snapshot()], TimeProvider.System, ending.Token);

        await foreach (var line in StandardInput.ReadLines().ReadAllAsync(CancellationToken.None))
        {
            var command = JsonSerializer.Deserialize<ClientCommand>(line, JsonSerializerOptions.Web)!;
            var reply = await AnswerAsync(fleet, returning, live, command);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(reply, JsonSerializerOptions.Web));
        }

        await ending.CancelAsync();
        await keepAlive;
        return 0;
    }

    private static async Task<ClientReply<object>> AnswerAsync(Fleet fleet, ReturningFleet returning, LiveFleet live, ClientCommand command)
    {
        try
        {
            return new ClientReply<object>(await ExecuteAsync(fleet, returning, live, command), null);
        }
        catch (Exception exception)
        {
            return new ClientReply<object>(null, exception.Message);
        }
    }

    private static async Task<object> ExecuteAsync(Fleet fleet, ReturningFleet returning, LiveFleet live, ClientCommand command)
    {
        switch (command)
        {
            case OpenConnections open:
                return await fleet.OpenAsync(open);
            case Subscribe subscribe:
                return await fleet.SubscribeAsync(subscribe.Plan);
            case ExpectPushes expect:
                fleet.Expect(expect.PerConnection, expect.Unmeasured);
                return new Done();
            case AwaitPushes wait:
                return await fleet.AwaitAsync(TimeSpan.FromSeconds(wait.TimeoutSeconds));
            case StallReaders stall:
                fleet.Stall(stall.Count);
                return new Done();
            case WakeReaders wake:
                return await fleet.WakeAsync(wake.SentAt, TimeSpan.FromSeconds(wake.TimeoutSeconds));
            case FollowQueries follow:
                return await live.FollowAsync(follow);
            case AwaitRows rows:
                return await live.AwaitRowsAsync(rows.Rows, TimeSpan.FromSeconds(rows.TimeoutSeconds));
            case ExpectWrites expect:
                live.Expect(expect.First, expect.Count);
                return new Done();
            case ReportWrites:
                return live.Report();
            case StartFlood flood:
                fleet.StartFlood(flood.PerSecond);
                return new Done();
            case EndFlood:
                return await fleet.EndFloodAsync();
            case HoldSubscriptions hold:
                return await returning.HoldAsync(hold);
            case AwaitReturn wait:
                return await returning.AwaitAsync(TimeSpan.FromSeconds(wait.TimeoutSeconds));
            case ReleaseSubscriptions:
                await returning.ReleaseAsync();
                return new Done();
            case CloseConnections:
                await fleet.CloseAsync();
                return new Done();
            default:
                throw new NotSupportedException($"The command {command.GetType().Name} is not known.");
        }
    }
}
