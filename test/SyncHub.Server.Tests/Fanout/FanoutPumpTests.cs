using SyncHub.Server.Fanout;

namespace SyncHub.Server.Tests.Fanout;

public sealed class FanoutPumpTests
{
    [Fact]
    public async Task Send_AdjacentToOneGroup_LeaveAsOneBlockInOrder()
    {
        await using var rig = new PumpRig();
        var connection = new FanoutConnection("c", stalls: true);
        rig.Connect(connection);
        rig.Join(connection, "g", isSync: true);
        rig.Join(connection, "h", isSync: true);

        await rig.OnPumpAsync(() =>
        {
            foreach (var n in Enumerable.Range(0, 10))
            {
                rig.Send(n == 5 ? "h" : "g", "p", n);
            }
        });
        await rig.SettleAsync();

        Assert.Equal([5, 1, 4], ReadByWrite(connection));
    }

    [Fact]
    public async Task Send_MoreThanABlockHolds_SplitsAtWholeMessages()
    {
        await using var rig = new PumpRig(bytes: 1024 * 1024);
        var connection = new FanoutConnection("c", stalls: true);
        rig.Connect(connection);
        rig.Join(connection, "g", isSync: true);

        await rig.OnPumpAsync(() =>
        {
            for (var n = 0; n < 100; n++)
            {
                rig.Send("g", "p", new string('x', n == 50 ? 100_000 : 1000));
            }
        });
        await rig.SettleAsync();

        // 31 messages of 1,045 bytes fit into 32 KiB; the large one leaves alone.
        Assert.Equal([31, 19, 1, 31, 18], ReadByWrite(connection));
    }

    [Fact]
    public async Task Send_OneProtocolManyRecipients_SerialisesOncePerMessage()
    {
        await using var rig = new PumpRig();
        var protocol = new CountingProtocol("json");
        var connections = Enumerable.Range(0, 40).Select(n => new FanoutConnection($"c{n}", protocol: protocol)).ToList();
        foreach (var connection in connections)
        {
            rig.Connect(connection);
            rig.Join(connection, "g", isSync: true);
        }

        await rig.OnPumpAsync(() =>
        {
            for (var n = 0; n < 25; n++)
            {
                rig.Send("g", "p", n);
            }
        });
        await rig.SettleAsync();

        Assert.Equal(25, protocol.Serialised);
        Assert.All(connections, connection => Assert.Equal(Enumerable.Range(0, 25).Select(n => $"p({n})"), connection.Read()));
    }

    [Fact]
    public async Task Send_OneOfSeveralCannotBeSerialised_TheOthersArriveAndItIsReportedOnce()
    {
        await using var rig = new PumpRig();
        var connections = Enumerable.Range(0, 40).Select(n => new FanoutConnection($"c{n}", protocol: new CountingProtocol("json", "bad"))).ToList();
        foreach (var connection in connections)
        {
            rig.Connect(connection);
            rig.Join(connection, "application");
        }

        await rig.OnPumpAsync(() =>
        {
            rig.Send("application", "p", 1);
            rig.Send("application", "bad", 2);
            rig.Send("application", "p", 3);
        });
        await rig.SettleAsync();

        Assert.All(connections, connection => Assert.Equal(["p(1)", "p(3)"], connection.Read()));
        Assert.Single(rig.Unserializable);
    }

    [Fact]
    public async Task Send_PushCannotBeSerialised_ItsReadersAreRefreshedAndHearNoPositionUntilThen()
    {
        await using var rig = new PumpRig();
        var connection = new FanoutConnection("c", protocol: new CountingProtocol("json", "bad"));
        rig.Connect(connection);
        rig.Answer("c", "g", 0);

        rig.Send("g", "bad", 1);
        rig.Send("g", "p", 2);
        rig.Position(["g"], 2);
        await rig.SettleAsync();
        Assert.Equal(["Answer(0)"], connection.Read());
        Assert.True(rig.Stale.TryDequeue(out var stale) && stale.Group == "g" && rig.Stale.IsEmpty);
        rig.Answer("c", "g", 2);
        rig.Position(["g"], 2);
        await rig.SettleAsync();

        Assert.Equal(["Answer(2)", "Position(2)"], connection.Read());
    }

    [Fact]
    public async Task Step_CallbackThrows_RecipientsStillGetTheirMessages()
    {
        await using var rig = new PumpRig(bytes: 200, onFailure: () => throw new InvalidOperationException("The report fails, too."));
        var stalled = new FanoutConnection("stalled", stalls: true);
        var member = rig.Connect(stalled);
        member.OnStale = _ => throw new InvalidOperationException("The callback fails.");
        member.OnApplicationOverflow = () => throw new InvalidOperationException("The callback fails.");
        var others = rig.Connect(30);
        foreach (var connection in others.Prepend(stalled))
        {
            rig.Join(connection, "g", isSync: true);
            rig.Join(connection, "application");
        }

        for (var n = 0; n < 8; n++)
        {
            rig.Send("g", "p", n);
            rig.Send("application", "a", n);
            await rig.SettleAsync();
            rig.Time.Advance(rig.Limits.SlowWrite);
        }

        Assert.True(member.HasStale);
        Assert.Equal(2, rig.Failures.Count);
        Assert.All(others, connection => Assert.Equal(16, connection.Read().Count));
    }

    [Fact]
    public async Task Step_Fails_TheNextIsTaken()
    {
        await using var rig = new PumpRig(onFailure: () => throw new InvalidOperationException("The report fails, too."));
        var connection = rig.Connect(1)[0];
        var left = new TaskCompletionSource();
        var taken = new TaskCompletionSource();

        rig.Send(new FanoutTarget.Group(null!, new HashSet<string>()), "p", 1);
        rig.Enqueue(new FanoutItem.Leave(null!, null!, left));
        rig.Enqueue(new FanoutItem.HandOff(null!, taken));
        rig.Send(new FanoutTarget.All(), "p", 2);
        await rig.SettleAsync();

        Assert.Equal(3, rig.Failures.Count);
        Assert.True(left.Task.IsCompleted && taken.Task.IsCompleted);
        Assert.Equal(["p(2)"], connection.Read());
    }

    [Fact]
    public async Task Leave_PushesQueuedForAStalledReader_NothingOfTheGroupArrivesAfterwards()
    {
        await using var rig = new PumpRig();
        var connection = new FanoutConnection("c", stalls: true);
        rig.Connect(connection);
        rig.Answer("c", "g", 0);
        rig.Answer("c", "h", 0);
        rig.Send("g", "p", 1);
        rig.Send("h", "q", 1);
        var left = new TaskCompletionSource();

        rig.Enqueue(new FanoutItem.Leave("c", "g", left));
        rig.Send("g", "p", 2);
        rig.Send("h", "q", 2);
        await rig.SettleAsync();

        Assert.True(left.Task.IsCompleted);
        Assert.Equal(["Answer(0)", "Answer(0)", "q(1)", "q(2)"], connection.Read());
    }

    [Fact]
    public async Task MarkStale_PushesAndPositionQueued_ArriveBeforeTheRefresh()
    {
        await using var rig = new PumpRig();
        var connection = new FanoutConnection("c", stalls: true);
        rig.Connect(connection);
        rig.Answer("c", "g", 0);
        rig.Send("g", "p", 1);
        rig.Position(["g"], 1);

        rig.Enqueue(new FanoutItem.MarkStale("g"));
        rig.Enqueue(new FanoutItem.MarkStale("g"));
        rig.Send("g", "p", 2);
        rig.Position(["g"], 2);
        await rig.SettleAsync();
        Assert.Single(rig.Stale);
        rig.Answer("c", "g", 2);
        rig.Send("g", "p", 3);
        await rig.SettleAsync();

        Assert.Equal(["Answer(0)", "p(1)", "Position(1)", "Answer(2)", "p(3)"], connection.Read());
    }

    [Fact]
    public async Task Position_SeveralGroups_ReachesEachMemberOnceUnlessItMissesPushes()
    {
        await using var rig = new PumpRig();
        var connections = rig.Connect(3);
        foreach (var connection in connections)
        {
            rig.Answer(connection.Id, "g", 0);
            rig.Answer(connection.Id, "h", 0);
        }

        rig.Join(connections[1], "only1", isSync: true);
        rig.Enqueue(new FanoutItem.MarkStale("only1"));
        rig.Position(["g", "h", "nobody's"], 7);
        await rig.SettleAsync();

        Assert.Equal([3, 2, 3], connections.Select(connection => connection.Read().Count));
    }

    [Fact]
    public async Task HandOffAsync_StalledConnection_CompletesWhenItHasTakenWhatWasSentBefore()
    {
        await using var rig = new PumpRig();
        var connection = new FanoutConnection("c", stalls: true);
        rig.Connect(connection);
        rig.Send(new FanoutTarget.All(), "p", 1);
        rig.Send(new FanoutTarget.All(), "p", 2);

        var handOff = rig.Pump.HandOffAsync("c");
        await rig.SettleAsync();
        Assert.False(handOff.IsCompleted);
        connection.Read();

        await handOff.WaitAsync(TimeSpan.FromSeconds(20));
        await rig.Pump.HandOffAsync("unknown").WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Disconnect_ItemsQueued_AreReleasedAndLaterOnesIgnored()
    {
        await using var rig = new PumpRig();
        var connection = new FanoutConnection("c", stalls: true);
        var other = rig.Connect(1)[0];
        var member = rig.Connect(connection);
        rig.Answer("c", "g", 0);
        rig.Send("g", "p", 1);
        var handOff = rig.Pump.HandOffAsync("c");
        await rig.SettleAsync();

        member.Outbox.Close();
        rig.Send("g", "p", 2);
        rig.Enqueue(new FanoutItem.Disconnect(member));
        rig.Answer("c", "g", 3);
        rig.Join(connection, "g");
        rig.Send("g", "p", 4);
        rig.Send(new FanoutTarget.All(), "p", 5);
        await rig.SettleAsync();

        await handOff.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(["Answer(0)"], connection.Read());
        Assert.Equal(["p(5)"], other.Read());
        Assert.Empty(member.Groups);
    }

    [Fact]
    public async Task DisposeAsync_ItemsQueuedAndMoreToCome_AllAreReleased()
    {
        var rig = new PumpRig();
        var connection = rig.Connect(1)[0];
        var (left, handed) = (new TaskCompletionSource(), new TaskCompletionSource());
        Task? disposed = null;
        await rig.OnPumpAsync(() =>
        {
            rig.Send(new FanoutTarget.All(), "p", 1);
            rig.Enqueue(new FanoutItem.Leave("c0", "g", left));
            disposed = rig.Pump.DisposeAsync().AsTask();
            rig.Enqueue(new FanoutItem.HandOff("c0", handed));
        });

        await disposed!.WaitAsync(TimeSpan.FromSeconds(20));
        await rig.Pump.HandOffAsync("c0").WaitAsync(TimeSpan.FromSeconds(20));
        await rig.Pump.WhenAppendedAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.True(left.Task.IsCompleted && handed.Task.IsCompleted);
        Assert.Equal(["p(1)"], connection.Read());
    }

    [Fact]
    public async Task EnqueueAsync_FullQueue_MakesTheSenderWaitAndKeepsTheOrder()
    {
        await using var pump = new FanoutPump(new FanoutOptions(new OutboxLimits(4096, TimeSpan.FromSeconds(1))) { QueuedItems = 4 }, TimeProvider.System);
        var connection = new FanoutConnection("c");
        await pump.EnqueueAsync(new FanoutItem.Connect(connection.CreateMember(new OutboxLimits(1024 * 1024, TimeSpan.FromSeconds(1)), TimeProvider.System)));

        for (var n = 0; n < 2000; n++)
        {
            await pump.EnqueueAsync(new FanoutItem.Send(new FanoutTarget.All(), FanoutConnection.Message("p", n)));
        }

        await pump.WhenAppendedAsync();
        Assert.Equal(Enumerable.Range(0, 2000).Select(n => $"p({n})"), connection.Read());
    }

    private static List<int> ReadByWrite(FanoutConnection connection)
    {
        var sizes = new List<int>();
        var read = new List<string>();
        while (connection.TryReadOnce(read))
        {
            sizes.Add(read.Count - sizes.Sum());
        }

        return sizes;
    }
}
