using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Telemetry;

public sealed class MetricsTests
{
    private const string Subscriptions = "synchub.client.subscriptions";
    private const string Connections = "synchub.client.connections";

    [Fact]
    public async Task Connections_UpAndDown_AreCountedByState()
    {
        using var meters = new TestMeters();
        await using var scripted = new ScriptedClient(options => options.MeterFactory = meters);
        Assert.Empty(meters.Sums(Connections));
        var (_, connection) = await scripted.SyncedAsync();
        Assert.Equal(Sum("connected"), meters.Sums(Connections));

        connection.Break();
        var again = await scripted.ReconnectedAsync();
        _ = await again.NextRequestAsync();
        await scripted.SettledAsync();

        Assert.Equal(Sum("connected"), meters.Sums(Connections));
        Assert.Equal(2, meters.Sums("synchub.client.connect_attempts")[string.Empty]);
        Assert.Equal(1, meters.Sums("synchub.client.reconnects")[string.Empty]);
        await scripted.DisposeAsync();
        Assert.Empty(meters.Sums(Connections));
    }

    [Fact]
    public async Task Connections_Waiting_IsAStateOfItsOwn()
    {
        using var meters = new TestMeters();
        await using var scripted = new ScriptedClient(options => options.MeterFactory = meters);
        var (_, connection) = await scripted.SyncedAsync();
        connection.Break();
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(30)).Within();

        Assert.Equal(Sum("waiting"), meters.Sums(Connections));
        Assert.Equal(Sum("Note cached"), meters.Sums(Subscriptions));
    }

    [Fact]
    public async Task Subscriptions_ThroughTheirLife_AreCountedByModelAndState()
    {
        using var meters = new TestMeters();
        await using var scripted = new ScriptedClient(options => options.MeterFactory = meters);
        var (note, connection) = await scripted.SyncedAsync();
        Assert.Equal(Sum("Note synced"), meters.Sums(Subscriptions));

        await using var other = scripted.Client.SubscribeEntity<Note>(2, model: "Other");
        var request = await connection.NextRequestAsync();
        Assert.Equal(new() { ["Note synced"] = 1, ["Other connecting"] = 1 }, meters.Sums(Subscriptions));

        await connection.SendAsync(Error(SyncErrorCodes.UnknownModel, requestId: request.RequestId));
        await other.WhenAsync(state => state is SyncState<Note?>.Error);
        Assert.Equal(new() { ["Note synced"] = 1, ["Other error"] = 1 }, meters.Sums(Subscriptions));

        await scripted.SuspendAsync(note);

        // Which also has everything in Error tried again.
        Assert.Equal(new() { ["Note suspended"] = 1, ["Other connecting"] = 1 }, meters.Sums(Subscriptions));
        await scripted.DisposeAsync();
        Assert.Empty(meters.Sums(Subscriptions));
    }

    [Fact]
    public async Task Subscriptions_GoneBeforeTheAnswer_AreNotCountedAnyMore()
    {
        using var meters = new TestMeters();
        await using var scripted = new ScriptedClient(options => options.MeterFactory = meters);
        var (_, _) = await scripted.SyncedAsync();
        var other = scripted.Client.SubscribeEntity<Note>(2, model: "Other");
        await scripted.SuspendAsync(other);

        Assert.Equal(Sum("Note synced"), meters.Sums(Subscriptions));
    }

    [Fact]
    public async Task Subscriptions_ForgottenBecauseOfManySuspended_AreNotCountedAnyMore()
    {
        using var meters = new TestMeters();
        await using var scripted = new ScriptedClient(options => (options.MeterFactory, options.MaxSuspended) = (meters, 0));
        var (note, _) = await scripted.SyncedAsync();
        await scripted.SuspendAsync(note);

        Assert.Empty(meters.Sums(Subscriptions));
    }

    [Fact]
    public async Task TimeToSynced_FirstAnswerAndReconnect_IsMeasuredByTheClientsClock()
    {
        using var meters = new TestMeters();
        await using var scripted = new ScriptedClient(options => options.MeterFactory = meters);
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        var request = await connection.NextRequestAsync();
        scripted.Time.Advance(TimeSpan.FromSeconds(2));
        await connection.SendAsync(Snapshot(request.RequestId, """{"id":1,"text":"a"}""", 5));
        await note.WhenSyncedAsync().Within();
        scripted.Time.Advance(TimeSpan.FromSeconds(100));
        connection.Break();
        connection = await scripted.ReconnectedAsync();
        request = await connection.NextRequestAsync();
        scripted.Time.Advance(TimeSpan.FromSeconds(40));
        await connection.SendAsync(Delta(request.RequestId, 5));
        await note.WhenSyncedAsync().Within();

        var measured = meters.All("synchub.client.time_to_synced");
        Assert.Equal([(2, "Note connecting"), (measured[^1].Value, "Note cached")], measured);

        // The wait before the attempt included, the time while it was live not.
        Assert.InRange(measured[^1].Value, 40, 71);
    }

    [Fact]
    public async Task PushesAndResyncs_AreCounted()
    {
        using var meters = new TestMeters();
        await using var scripted = new ScriptedClient(options => options.MeterFactory = meters);
        var (_, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));
        await connection.SendAsync(Updated("""{"text":"c"}""", 9, 8));
        await scripted.SettledAsync();

        Assert.Equal(2, meters.Sums("synchub.client.pushes")[string.Empty]);
        Assert.Equal(1, meters.Sums("synchub.client.resyncs")["Note"]);
    }

    [Fact]
    public async Task SyncClient_ManyOfThem_MakeNoFurtherInstruments()
    {
        using var meters = new TestMeters();
        await using (new SyncClient("http://localhost:5000/sync", new SyncClientOptions { MeterFactory = meters }))
        {
        }

        var instruments = meters.Instruments;
        for (var made = 0; made < 50; made++)
        {
            await using var client = new SyncClient("http://localhost:5000/sync", new SyncClientOptions { MeterFactory = meters });
        }

        Assert.Equal(10, instruments);
        Assert.Equal(instruments, meters.Instruments);
    }

    private static Dictionary<string, double> Sum(string tags) => new() { [tags] = 1 };
}
