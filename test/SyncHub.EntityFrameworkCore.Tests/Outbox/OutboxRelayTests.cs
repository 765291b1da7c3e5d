using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SyncHub.EntityFrameworkCore.Outbox;
using SyncHub.Json;
using SyncHub.OutboxProcess;
using SyncHub.Server;
using SyncHub.Server.Log;

namespace SyncHub.EntityFrameworkCore.Tests.Outbox;

public sealed class OutboxRelayTests
{
    private static readonly DurableOptions Defaults = new();

    [Fact]
    public async Task Save_Committed_IsToldAtOnceAndDeleted()
    {
        await using var server = await DurableServer.StartAsync();

        await server.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Add(new Item { Id = 1, Value = "a" });
            await db.SaveChangesAsync();
            db.Add(new Item { Id = 2, Value = "b" });
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        });

        // The clock stands still: nothing but the commit's own signal can have woken the relay.
        await server.WhenRelayedAsync(2);
        Assert.Equal("1=a 2=b", await server.ToldAsync());
        Assert.Empty(await server.EntriesAsync());
    }

    [Fact]
    public async Task Start_WithEntriesOfOthers_TellsThemWhateverTheirAge()
    {
        await using var server = await DurableServer.StartAsync(prepare: async db =>
        {
            db.Add(new Item { Id = 1, Value = "left behind" });
            db.Add(Entry("""[{"m":"Item","k":1}]"""));
            await db.SaveChangesAsync();
        });

        await server.WhenRelayedAsync();

        Assert.Equal("1=left behind", await server.ToldAsync());
    }

    [Fact]
    public async Task Poll_EntryOfAnotherProcess_IsTakenOverWhenItIsOldEnough()
    {
        await using var server = await DurableServer.StartAsync();
        await server.Time.WhenTimerArmedAsync(Defaults.PollInterval);
        await using (var other = server.Open())
        {
            other.Add(new Item { Id = 1, Value = "of another" });
            other.Add(Entry("""[{"m":"Item","k":1}]""", savedAt: server.Time.GetUtcNow()));
            await other.SaveChangesAsync();
        }

        for (var waited = TimeSpan.Zero; waited < Defaults.TakeOverAfter; waited += Defaults.PollInterval)
        {
            Assert.Equal("", await server.ToldAsync());
            await PollAsync(server);
        }

        await PollAsync(server);
        await server.WhenRelayedAsync();

        Assert.Equal("1=of another", await server.ToldAsync());
    }

    /// <summary>
    /// The process that saved had read the row, and is halted; what it has read reaches the log when another has told of the row, and it ends before it
    /// looks whether anybody has.
    /// </summary>
    [Fact]
    public async Task TakenOver_ItsOwnerTellsAnOldStateAfterwardsAndEnds_RowIsToldOnceMore()
    {
        await using var server = await DurableServer.StartAsync(prepare: async db =>
        {
            db.Add(new Item { Id = 1, Value = "new" });
            db.Add(Entry("""[{"m":"Item","k":1}]"""));
            await db.SaveChangesAsync();
        });
        await server.WhenRelayedAsync();
        Assert.Equal(OutboxEntry.Nobody, Assert.Single(await server.EntriesAsync()).Node);
        await server.Services.GetRequiredService<IChangeLog>().AppendAsync(new Commit([new Change
        {
            Model = "Item",
            Key = 1,
            Kind = ChangeKind.Update,
            After = RawJson.Parse("""{"id":1,"value":"old"}"""),
            BeforeIsHint = true,
        }]));

        for (var waited = TimeSpan.Zero; waited <= Defaults.TakeOverAfter; waited += Defaults.PollInterval)
        {
            await PollAsync(server);
        }

        await server.WhenRelayedAsync();
        Assert.Equal("1=new 1=old 1=new", await server.ToldAsync());
        Assert.Empty(await server.EntriesAsync());
    }

    [Fact]
    public async Task Entries_UnreadableOrOfNoModel_AreReportedAndTheRestIsTold()
    {
        await using var server = await DurableServer.StartAsync(prepare: async db =>
        {
            db.Add(new Item { Id = 1, Value = "fine" });
            db.Add(Entry("not JSON"));
            db.Add(Entry("""[{"m":"Gone","k":1}]"""));
            db.Add(Entry("""[{"k":1}]"""));
            db.Add(Entry("""[{"m":"Item","k":1}]"""));
            await db.SaveChangesAsync();
        });

        await server.WhenRelayedAsync(4);

        Assert.Equal("1=fine", await server.ToldAsync());
        Assert.Equal(2, server.Server.Logs.Count(line => line.Contains("cannot be read; its rows are left out", StringComparison.Ordinal)));
        Assert.Single(server.Server.Logs, line => line.Contains("names model 'Gone'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MutationScope_DurableSave_IsAnsweredWithThePositionOfTheRelay()
    {
        await using var server = await DurableServer.StartAsync();
        var scope = MutationScope.Begin("m1");

        await server.UseAsync(async db =>
        {
            db.Add(new Item { Id = 1, Value = "a" });
            await db.SaveChangesAsync();
        });
        await scope.WhenPublishedAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

        Assert.Equal(1, scope.Heads()["Item"].Seq);
    }

    [Fact]
    public async Task Health_LogAway_IsDegradedOnceTheLagIsTooLong()
    {
        await using var server = await DurableServer.StartAsync(isLogAway: true, services: services => services.AddHealthChecks().AddSyncHubOutbox(TimeSpan.FromSeconds(10)));
        var health = server.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);

        await server.UseAsync(async db =>
        {
            db.Add(new Item { Id = 1, Value = "waits" });
            await db.SaveChangesAsync();
        });
        await server.WhenRefusedAsync();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        server.Time.Advance(TimeSpan.FromSeconds(11));
        var report = await health.CheckHealthAsync();
        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Equal("The outbox of ItemDb is 11 seconds behind.", report.Entries["synchub-outbox"].Description);
    }

    private static async Task PollAsync(DurableServer server)
    {
        await server.Time.WhenTimerArmedAsync(Defaults.PollInterval);
        server.Time.Advance(Defaults.PollInterval);
    }

    private static OutboxEntry Entry(string changes, DateTimeOffset? savedAt = null) => new()
    {
        Commit = Guid.NewGuid(),
        Node = Guid.NewGuid(),
        SavedAt = (savedAt ?? new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero)).UtcTicks,
        Changes = Encoding.UTF8.GetBytes(changes),
    };
}
