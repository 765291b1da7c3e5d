using SyncHub.Server.Fanout;

namespace SyncHub.Server.Tests.Fanout;

/// <summary>When the pump waits for its recipients, and for how long.</summary>
public sealed class FanoutHoldTests
{
    [Fact]
    public async Task Send_StalledMinority_NeverDelaysTheOthers()
    {
        await using var rig = new PumpRig(bytes: 500);
        var stalled = rig.Connect(20, stalls: true, "stalled");
        var others = rig.Connect(21);
        JoinAll(rig, [.. stalled, .. others]);

        for (var n = 0; n < 200; n++)
        {
            rig.Send("g", "p", n);
            await rig.SettleAsync();
        }

        Assert.All(others, connection => Assert.Equal(Enumerable.Range(0, 200).Select(n => $"p({n})"), connection.Read()));
        Assert.Equal(0, rig.Time.ArmedTimers);
        Assert.Equal(20, rig.Stale.Count);
    }

    [Fact]
    public async Task Send_MajorityStalls_HoldsThePumpForSlowWriteOnceAndDropsThen()
    {
        await using var rig = new PumpRig(bytes: 500);
        var stalled = rig.Connect(21, stalls: true, "stalled");
        var others = rig.Connect(20);
        JoinAll(rig, [.. stalled, .. others]);

        await HoldAsync(rig);
        var settled = rig.SettleAsync();
        Assert.False(settled.IsCompleted);
        rig.Time.Advance(rig.Limits.SlowWrite);
        await settled;
        for (var n = 0; n < 200; n++)
        {
            rig.Send("g", "q", n);
            await rig.SettleAsync();
        }

        Assert.Equal(21, rig.Stale.Count);
        Assert.All(others, connection => Assert.Equal(200, connection.Read().Count(message => message.StartsWith('q'))));
    }

    [Fact]
    public async Task Send_MajorityMovesTooSlowly_IsWaitedForOnlyOnce()
    {
        await using var rig = new PumpRig(bytes: 500);
        var slow = rig.Connect(30, stalls: true, "slow");
        JoinAll(rig, slow);

        await HoldAsync(rig);
        var settled = rig.SettleAsync();
        rig.Time.Advance(rig.Limits.SlowWrite * 0.9);
        // Each takes one write: none is stalled, and none has room.
        slow.ForEach(connection => connection.TryReadOnce([]));
        rig.Time.Advance(rig.Limits.SlowWrite * 0.1);
        await settled;
        rig.Send("g", "q", 1);
        await rig.SettleAsync();

        Assert.Equal(30, rig.Stale.Count);
    }

    [Fact]
    public async Task Send_MajorityLagsAndReadsOn_GoesOnAtOnceAndNothingIsLost()
    {
        await using var rig = new PumpRig(bytes: 500);
        var slow = rig.Connect(30, stalls: true, "slow");
        JoinAll(rig, slow);

        var sent = await HoldAsync(rig);
        var settled = rig.SettleAsync();
        var read = slow.Take(16).Select(connection => connection.Read()).ToList();
        await settled;

        Assert.All(read, messages => Assert.Equal(Enumerable.Range(0, sent).Select(n => $"p({n})"), messages));
        Assert.All(slow.Skip(16), connection => Assert.Equal(sent, connection.Read().Count));
        Assert.Empty(rig.Stale);
    }

    [Fact]
    public async Task Send_HeldConnectionsEnd_GoesOnAtOnce()
    {
        await using var rig = new PumpRig(bytes: 500);
        var members = new List<FanoutMember>();
        for (var n = 0; n < 30; n++)
        {
            var connection = new FanoutConnection($"c{n}", stalls: true);
            members.Add(rig.Connect(connection));
            rig.Join(connection, "g", isSync: true);
        }

        await HoldAsync(rig);
        var settled = rig.SettleAsync();
        members.ForEach(member => member.Outbox.Close());

        await settled;
    }

    private static void JoinAll(PumpRig rig, IEnumerable<FanoutConnection> connections)
    {
        foreach (var connection in connections)
        {
            rig.Join(connection, "g", isSync: true);
        }
    }

    /// <summary>Sends until the pump is held; returns how many.</summary>
    private static async Task<int> HoldAsync(PumpRig rig)
    {
        await rig.SettleAsync();
        for (var n = 0; ; n++)
        {
            rig.Send("g", "p", n);
            var settled = rig.SettleAsync();
            var held = rig.Time.WhenTimerArmedAsync(rig.Limits.SlowWrite);
            if (await Task.WhenAny(settled, held) == held)
            {
                return n + 1;
            }

            Assert.True(n < 100, "The pump is never held.");
        }
    }
}
