using SyncHub.Client.Handles;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Collections.PageWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Handles;

public sealed class WhenSeqTests
{
    private const string A = """{"id":1,"text":"a"}""";

    // at: where the handle is, "-" for nowhere; answered: the last answered request, where two had been made before; live: Synced or not.
    [Theory]
    [InlineData("-", 0, false, "Wait")]
    [InlineData("e1:4", 2, true, "Wait")]
    [InlineData("e1:5", 2, true, "Reached")]
    [InlineData("e1:6", 2, true, "Reached")]
    [InlineData("e1:6", 2, false, "Reached")]
    [InlineData("e1:4", 3, true, "Wait")]
    [InlineData("e2:1", 1, false, "Wait")]
    [InlineData("e2:9", 2, false, "Wait")]
    [InlineData("e2:9", 2, true, "Ask")]
    [InlineData("e2:1", 3, true, "Reached")]
    [InlineData("e2:1", 3, false, "Reached")]
    public void Judge_EveryCase_IsDecided(string at, int answered, bool isLive, string expected)
    {
        SyncVersion? position = at == "-" ? null : At(long.Parse(at[3..], System.Globalization.CultureInfo.InvariantCulture), at[..2]);

        Assert.Equal(expected, $"{PositionWaiter.Judge(At(5), requestsBefore: 2, position, answered, isLive)}");
    }

    [Fact]
    public async Task WhenSeqAsync_PositionThere_Completes()
    {
        await using var scripted = new ScriptedClient();
        var (note, _) = await scripted.SyncedAsync();

        await note.WhenSeqAsync(At(5)).Within();
        await note.WhenSeqAsync(At(1)).Within();
    }

    [Fact]
    public async Task WhenSeqAsync_Push_CompletesAtTheSeqAndNotBefore()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var reached = note.WhenSeqAsync(At(7));
        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));
        await scripted.SettledAsync();
        Assert.False(reached.IsCompleted);

        await connection.SendAsync(Updated("""{"text":"c"}""", 8, 6));
        await reached.Within();
        Assert.Equal("c", note.DataOrDefault!.Text);
    }

    [Fact]
    public async Task WhenSeqAsync_PositionWithoutChange_Completes()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await using var states = note.States().GetAsyncEnumerator();
        Assert.True(await states.MoveNextAsync());
        var (next, reached) = (states.MoveNextAsync().AsTask(), note.WhenSeqAsync(At(7)));
        await connection.SendAsync(Position(7));

        await reached.Within();
        Assert.False(next.IsCompleted);
        await note.DisposeAsync();
        Assert.False(await next.Within());
    }

    [Fact]
    public async Task WhenSeqAsync_Collection_CompletesWithThePage()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync();
        var reached = notes.WhenSeqAsync(At(6));
        await connection.SendAsync(Changed(6, 5, 3, Insert(0, 3, "c")));

        await reached.Within();
        Assert.Equal(3, notes.DataOrDefault!.Entries.Count);
    }

    [Fact]
    public async Task WhenSeqAsync_BeforeTheFirstAnswer_WaitsForIt()
    {
        await using var scripted = new ScriptedClient();
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var reached = note.WhenSeqAsync(At(5));
        var connection = await scripted.Server.NextAsync();
        await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, A, 5));

        await reached.Within();
    }

    [Fact]
    public async Task WhenSeqAsync_Reconnect_CompletesWithTheDelta()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var reached = note.WhenSeqAsync(At(6));
        connection.Break();
        connection = await scripted.ReconnectedAsync();
        var request = await connection.NextRequestAsync();
        Assert.False(reached.IsCompleted);
        await connection.SendAsync(Delta(request.RequestId, 6, Change(EntityChange.Update, 6, """{"text":"b"}""")));

        await reached.Within();
    }

    [Fact]
    public async Task WhenSeqAsync_EpochChangesWhileWaiting_CompletesWithTheAnswer()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var reached = note.WhenSeqAsync(At(9));
        connection.Break();
        connection = await scripted.ReconnectedAsync();
        await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, A, 1, epoch: "e2"));

        await reached.Within();
    }

    [Fact]
    public async Task WhenSeqAsync_LiveInAnotherEpoch_AsksOnceForAllWhoWait()
    {
        await using var scripted = new ScriptedClient();
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        var before = await connection.NextRequestAsync();

        // Both wait before there is anything to ask about: one that comes after the question needs another.
        var waits = new[] { note.WhenSeqAsync(At(9, "e0")), note.WhenSeqAsync(At(2, "e0")) };
        await scripted.SettledAsync();
        await connection.SendAsync(Snapshot(before.RequestId, A, 5));
        var request = await connection.NextRequestAsync();
        Assert.All(waits, wait => Assert.False(wait.IsCompleted));
        await scripted.SentAsync(connection);
        await connection.SendAsync(Delta(request.RequestId, 5));

        await Task.WhenAll(waits).Within();
        await scripted.SettledAsync();
        Assert.False(connection.HasSubscribe);
    }

    [Fact]
    public async Task WhenSeqAsync_AnswerToARequestFromBefore_IsNotEnough()
    {
        await using var scripted = new ScriptedClient();
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        var before = await connection.NextRequestAsync();
        var reached = note.WhenSeqAsync(At(9, "e0"));
        await scripted.SettledAsync();
        await connection.SendAsync(Snapshot(before.RequestId, A, 5));
        var after = await connection.NextRequestAsync();
        Assert.False(reached.IsCompleted);
        await connection.SendAsync(Delta(after.RequestId, 5));

        await reached.Within();
    }

    [Fact]
    public async Task WhenSeqAsync_RefreshUnasked_IsNotEnough()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var reached = note.WhenSeqAsync(At(9));
        await scripted.SettledAsync();
        await connection.SendAsync(Snapshot(null, A, 1, epoch: "e2", replaces: "s1"));
        var request = await connection.NextRequestAsync();
        Assert.False(reached.IsCompleted);
        await connection.SendAsync(Snapshot(request.RequestId, A, 1, epoch: "e2"));

        await reached.Within();
    }

    [Fact]
    public async Task WhenSeqAsync_AskedAgainAndTheConnectionBreaks_StillCompletes()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var reached = note.WhenSeqAsync(At(9, "e0"));
        _ = await connection.NextRequestAsync();
        connection.Break();
        connection = await scripted.ReconnectedAsync();
        var request = await connection.NextRequestAsync();
        Assert.False(reached.IsCompleted);
        await connection.SendAsync(Delta(request.RequestId, 5));

        await reached.Within();
    }

    [Fact]
    public async Task WhenSeqAsync_Error_Throws()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var reached = note.WhenSeqAsync(At(9));
        await connection.SendAsync(Error(SyncErrorCodes.Forbidden, subscriptionId: "s1"));

        Assert.Equal(SyncErrorCodes.Forbidden, (await Assert.ThrowsAsync<SyncException>(() => reached.Within())).Error.Code);
        await Assert.ThrowsAsync<SyncException>(() => note.WhenSeqAsync(At(1)).Within());
    }

    [Fact]
    public async Task WhenSeqAsync_HandleDisposed_Throws()
    {
        await using var scripted = new ScriptedClient();
        var (note, _) = await scripted.SyncedAsync();
        var waiting = note.WhenSeqAsync(At(9));
        await scripted.SettledAsync();
        var late = note.WhenSeqAsync(At(9));
        await note.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.Within());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => late.Within());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => note.WhenSeqAsync(At(1)).Within());
    }

    [Fact]
    public async Task WhenSeqAsync_ClientDisposed_Throws()
    {
        await using var scripted = new ScriptedClient();
        var (note, _) = await scripted.SyncedAsync();
        var waiting = note.WhenSeqAsync(At(9));
        await scripted.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.Within());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => note.WhenSeqAsync(At(1)).Within());
    }

    [Fact]
    public async Task WhenSeqAsync_Cancelled_EndsTheWaitAlone()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        using var cancel = new CancellationTokenSource();
        var (cancelled, other) = (note.WhenSeqAsync(At(6), cancel.Token), note.WhenSeqAsync(At(6)));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Within());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => note.WhenSeqAsync(At(6), cancel.Token).Within());

        await connection.SendAsync(Position(6));
        await other.Within();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task WhenSeqAsync_BesidePushesAndDisposal_AlwaysEnds(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            await using var scripted = new ScriptedClient();
            var (note, connection) = await scripted.SyncedAsync();
            using var start = new Barrier(3);
            var targets = Enumerable.Range(0, 8).Select(_ => At(random.Next(1, 20), random.Next(4) == 0 ? "e0" : Epoch)).ToList();
            var waiting = Task.Run(() =>
            {
                start.SignalAndWait();
                return targets.Select(target => note.WhenSeqAsync(target)).ToArray();
            });
            var last = random.Next(6, 20);
            var pushing = Task.Run(async () =>
            {
                start.SignalAndWait();
                for (var seq = 6; seq <= last; seq++)
                {
                    await connection.SendAsync(Position(seq));
                }
            });
            var disposing = Task.Run(async () =>
            {
                start.SignalAndWait();
                await note.DisposeAsync();
            });
            await Task.WhenAll(pushing, disposing).Within();

            var waits = await waiting.Within();
            for (var index = 0; index < waits.Length; index++)
            {
                try
                {
                    await waits[index].Within();
                    Assert.True(targets[index].Epoch == Epoch && targets[index].Seq <= last, $"Seed {seed}, round {round}: {targets[index]} at {last}");
                }
                catch (ObjectDisposedException)
                {
                    // It came too late, which the race may decide.
                }
            }
        }
    }
}
