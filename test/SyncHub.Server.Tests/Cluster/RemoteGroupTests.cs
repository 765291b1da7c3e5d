using SyncHub.Testing;
using SyncHub.Testing.Cluster;

namespace SyncHub.Server.Tests.Cluster;

/// <summary>Groups of connections that another node serves.</summary>
public sealed class RemoteGroupTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task AddToGroup_ConnectionOfAnotherNode_IsInItWhenTheCallCompletes()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        var groups = TwoNodes.HubOf(nodes.A).Groups;

        for (var n = 0; n < 50; n++)
        {
            await groups.AddToGroupAsync(clients["b1"].Id, "club").WaitAsync(Patience);
            await clients.SendAsync(nodes.A, "group club", $"in {n}");
            await clients.SendAsync(nodes.B, "group club", $"in, by b {n}");
            await nodes.SettleAsync();
            await groups.RemoveFromGroupAsync(clients["b1"].Id, "club").WaitAsync(Patience);
            await clients.SendAsync(nodes.A, "group club", $"out {n}");
            await clients.SendAsync(nodes.B, "group club", $"out, by b {n}");
        }

        await nodes.SettleAsync();
        var said = await clients.AllAsync();
        Assert.Equal(
            Enumerable.Range(0, 50).SelectMany(n => new[] { $"in {n}", $"in, by b {n}" }).Order(StringComparer.Ordinal),
            said["b1"].Order(StringComparer.Ordinal));
        Assert.All(said.Where(client => client.Key != "b1"), client => Assert.Empty(client.Value));
    }

    [Fact]
    public async Task AddToGroup_NobodyHasTheConnection_CompletesAfterTheTimeAndSaysSo()
    {
        var time = new ManualTimeProvider();
        await using var nodes = await TwoNodes.StartAsync(time: time);

        var added = TwoNodes.HubOf(nodes.A).Groups.AddToGroupAsync("nobody", "club");
        await time.WhenTimerArmedAsync(left => left == AnswerTime).WaitAsync(Patience);
        await nodes.SettleAsync();
        time.Advance(AnswerTime - TimeSpan.FromMilliseconds(1));
        Assert.False(added.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        await added.WaitAsync(Patience);
        Assert.Single(nodes.A.Logs, log => log.Contains("connection nobody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AddToGroup_ItsNodeStopsInTheMiddle_CompletesAfterTheTime()
    {
        var time = new ManualTimeProvider();
        await using var nodes = await TwoNodes.StartAsync(time: time);
        await using var clients = await Clients.ConnectAsync(nodes);
        nodes.BusOfB.Decide(_ => BusFate.Hold);

        var added = TwoNodes.HubOf(nodes.A).Groups.AddToGroupAsync(clients["b1"].Id, "club");
        await nodes.BusOfB.WhenHoldingAsync().WaitAsync(Patience);
        await nodes.B.StopAsync();
        nodes.BusOfB.Release();
        await nodes.BusOfA.WhenReceivedAsync();

        Assert.False(added.IsCompleted);
        time.Advance(AnswerTime);
        await added.WaitAsync(Patience);
    }

    [Fact]
    public async Task AddToGroup_AnswerComesLate_TheNextRequestIsNotTakenForIt()
    {
        var time = new ManualTimeProvider();
        await using var nodes = await TwoNodes.StartAsync(time: time);
        await using var clients = await Clients.ConnectAsync(nodes);
        var groups = TwoNodes.HubOf(nodes.A).Groups;
        nodes.BusOfA.Decide(message => message.Publisher == "b" ? BusFate.Hold : BusFate.Pass);
        var first = groups.AddToGroupAsync(clients["b1"].Id, "club");
        await nodes.BusOfA.WhenHoldingAsync().WaitAsync(Patience);
        time.Advance(AnswerTime);
        await first.WaitAsync(Patience);

        var second = groups.AddToGroupAsync("nobody", "club");
        nodes.BusOfA.Release();
        await nodes.SettleAsync();

        Assert.False(second.IsCompleted);
        time.Advance(AnswerTime);
        await second.WaitAsync(Patience);
    }

    [Fact]
    public async Task AddToGroup_BusIsAway_CompletesAtOnce()
    {
        await using var nodes = await TwoNodes.StartAsync(time: new ManualTimeProvider());
        await using var clients = await Clients.ConnectAsync(nodes);
        nodes.BusOfA.IsAway = true;

        await TwoNodes.HubOf(nodes.A).Groups.AddToGroupAsync(clients["b1"].Id, "club").WaitAsync(Patience);

        Assert.Single(nodes.A.Logs, log => log.Contains("synchub.bus.lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AddToGroup_CallerGivesUp_ThrowsThat()
    {
        await using var nodes = await TwoNodes.StartAsync(time: new ManualTimeProvider());
        using var gaveUp = new CancellationTokenSource();

        var added = TwoNodes.HubOf(nodes.A).Groups.AddToGroupAsync("nobody", "club", gaveUp.Token);
        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => added.WaitAsync(Patience));
    }
}
