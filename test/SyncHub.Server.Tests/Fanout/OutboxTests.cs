#pragma warning disable CA2252 // IStatefulReconnectFeature is a preview API.
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Abstractions;
using Microsoft.AspNetCore.SignalR;
using SyncHub.Server.Fanout;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Fanout;

public sealed class OutboxTests
{
    private const int Bound = 1000;

    private static readonly TimeSpan SlowWrite = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();
    private readonly List<FanoutGroup> _dropped = [];
    private readonly FanoutGroup _first = new("first", isSync: true);
    private readonly FanoutGroup _second = new("second", isSync: true);
    private readonly FanoutConnection _connection = new("c", stalls: true);
    private readonly Outbox _outbox;

    public OutboxTests() => _outbox = Create(_connection);

    [Fact]
    public void Append_Idle_AsksForOneDrainWhichWritesInOrder()
    {
        var reader = new FanoutConnection("reader");
        var outbox = Create(reader);

        var results = Enumerable.Range(0, 5).Select(n => outbox.Append(Push(_first, $"{n}"), _dropped)).ToList();
        Drain(outbox);

        Assert.Equal([AppendResult.MustDrain, .. Enumerable.Repeat(AppendResult.None, 4)], results);
        Assert.Equal(["p(0)", "p(1)", "p(2)", "p(3)", "p(4)"], reader.Read());
        Assert.Equal(0, outbox.QueuedBytes);
        Assert.Equal(AppendResult.MustDrain, outbox.Append(Push(_first, "5"), _dropped));
    }

    [Fact]
    public void Append_WriteIsPending_GoesOnByItselfWhenTheReaderReads()
    {
        Stall();

        Assert.Equal(AppendResult.None, _outbox.Append(Push(_first, "1"), _dropped));
        Assert.Equal(AppendResult.None, _outbox.Append(Push(_first, "2"), _dropped));

        Assert.Equal(["a(stalled)", "p(1)", "p(2)"], _connection.Read());
        Assert.Equal(0, _outbox.QueuedBytes);
    }

    [Fact]
    public void Append_OverTheBoundButFreshWrite_LagsAndKeepsAll()
    {
        Stall();

        var results = Enumerable.Range(0, 6).Select(n => _outbox.Append(Push(_first, $"{n}", 300), _dropped)).ToList();

        Assert.All(results[..2], result => Assert.Equal(AppendResult.None, result));
        Assert.All(results[2..], result => Assert.Equal(AppendResult.Lagging, result));
        Assert.Empty(_dropped);
        Assert.Equal(7, _connection.Read().Count);
    }

    [Fact]
    public void Append_OverTheBoundAndWritePendingTooLong_DropsPushesAndPositionsButNoAnswers()
    {
        Stall();
        _outbox.Append(Push(_first, "1", 300), _dropped);
        _outbox.Append(Item(OutboxItemKind.Answer, "answer", null), _dropped);
        _outbox.Append(Item(OutboxItemKind.Position, "position", null), _dropped);
        _outbox.Append(Push(_first, "2", 300), _dropped);
        _time.Advance(SlowWrite);

        var within = _outbox.Append(Push(_first, "3"), _dropped);
        var beyond = _outbox.Append(Push(_second, "4", 300), _dropped);

        Assert.Equal(AppendResult.None, within);
        Assert.Equal(AppendResult.Overflow, beyond);
        Assert.Equal([_first, _second], _dropped);
        Assert.Equal(["a(stalled)", "a(answer)"], _connection.Read());
        Assert.Equal(0, _outbox.QueuedBytes);
    }

    [Fact]
    public void Append_SlowReaderThatMoves_IsNotTooSlow()
    {
        Stall();
        var read = new List<string>();
        for (var n = 0; n < 10; n++)
        {
            _outbox.Append(Push(_first, $"{n}", 300), _dropped);
            if (n % 2 == 0)
            {
                _time.Advance(SlowWrite * 0.9);
                _connection.TryReadOnce(read);
            }
        }

        Assert.Empty(_dropped);
    }

    [Fact]
    public void Append_SendersRunAheadBeyondTheHardCap_Drops()
    {
        Stall();

        var results = new List<AppendResult>();
        for (var n = 0; n < 20 && !results.Contains(AppendResult.Overflow); n++)
        {
            results.Add(_outbox.Append(Push(_first, $"{n}", 300), _dropped));
            Assert.InRange(_outbox.QueuedBytes, 0, 4 * Bound);
        }

        Assert.Equal(AppendResult.Overflow, results[^1]);
        Assert.Equal(["a(stalled)"], _connection.Read());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Append_OneMessageBeyondEveryBound_IsTakenByAnEmptyOutbox(bool isPush)
    {
        var reader = new FanoutConnection("reader");
        var outbox = Create(reader);

        var result = outbox.Append(isPush ? Push(_first, "big", 10 * Bound) : Application("big", 10 * Bound), _dropped);
        Drain(outbox);

        Assert.Equal(AppendResult.MustDrain | AppendResult.Lagging, result);
        Assert.Single(reader.Read());
    }

    [Fact]
    public void Append_AnswersFarBeyondTheBound_AreAllKept()
    {
        Stall();
        _time.Advance(SlowWrite * 10);

        for (var n = 0; n < 100; n++)
        {
            Assert.Equal(AppendResult.None, _outbox.Append(Item(OutboxItemKind.Answer, $"{n}", null), _dropped));
        }

        Assert.Equal(["a(stalled)", .. Enumerable.Range(0, 100).Select(n => $"a({n})")], _connection.Read());
    }

    [Fact]
    public void Append_ApplicationMessageThatFitsInPlaceOfPushes_IsKept()
    {
        Stall();
        _outbox.Append(Push(_first, "1", 800), _dropped);
        _time.Advance(SlowWrite);

        var result = _outbox.Append(Application("kept", 300), _dropped);

        Assert.Equal(AppendResult.Overflow, result);
        Assert.Equal([_first], _dropped);
        Assert.Equal(2, _connection.Read().Count);
    }

    [Fact]
    public void Append_ApplicationBeyondTheBound_ReportsOnceAndTakesOnlyAnswersFromThenOn()
    {
        Stall();
        _outbox.Append(Application("1", 800), _dropped);
        _time.Advance(SlowWrite);

        var results = new[]
        {
            _outbox.Append(Application("2", 800), _dropped),
            _outbox.Append(Application("3", 800), _dropped),
            _outbox.Append(Application("4"), _dropped),
            _outbox.Append(Push(_first, "5"), _dropped),
            _outbox.Append(Item(OutboxItemKind.Answer, "closing", null), _dropped),
        };

        Assert.Equal([AppendResult.ApplicationOverflow, .. Enumerable.Repeat(AppendResult.None, 4)], results);
        var read = _connection.Read();
        Assert.Equal(3, read.Count);
        Assert.Equal("a(closing)", read[^1]);
    }

    [Fact]
    public void Append_Marker_CompletesWhenAllBeforeItIsWritten()
    {
        Stall();
        _outbox.Append(Push(_first, "1"), _dropped);
        var marker = new TaskCompletionSource();
        _outbox.Append(Marker(marker), _dropped);
        _outbox.Append(Push(_first, "2"), _dropped);

        var read = new List<string>();
        _connection.TryReadOnce(read);
        Assert.False(marker.Task.IsCompleted);
        _connection.TryReadOnce(read);

        Assert.Equal(["a(stalled)", "p(1)"], read);
        Assert.True(marker.Task.IsCompleted);
    }

    [Fact]
    public void Purge_QueuedPushes_TakesThoseOfTheGroupOnly()
    {
        Stall();
        _outbox.Append(Push(_first, "1"), _dropped);
        _outbox.Append(Push(_second, "2"), _dropped);
        _outbox.Append(Item(OutboxItemKind.Position, "3", null), _dropped);
        _outbox.Append(Push(_first, "4"), _dropped);
        _outbox.Append(Push(_second, "5"), _dropped);

        _outbox.Purge(_first);

        Assert.Equal(["a(stalled)", "p(2)", "position(3)", "p(5)"], _connection.Read());
        Assert.Equal(0, _outbox.QueuedBytes);
    }

    [Fact]
    public void Close_WritePendingAndItemsQueued_ReleasesAllAndTakesNothingMore()
    {
        Stall();
        _outbox.Append(Push(_first, "1", 900), _dropped);
        var queued = new TaskCompletionSource();
        var late = new TaskCompletionSource();
        _outbox.Append(Marker(queued), _dropped);
        var gate = new RecoveryGate(1);
        _outbox.SignalWhenRecovered(gate);
        var room = _outbox.WhenRoomAsync();
        var reading = _outbox.WhenReadingAsync();

        _outbox.Close();
        var result = _outbox.Append(Marker(late), _dropped);

        Assert.Equal(AppendResult.None, result);
        Assert.True(queued.Task.IsCompleted && late.Task.IsCompleted && room.IsCompleted && reading.IsCompleted && gate.Opened.IsCompleted);
        Assert.Equal(["a(stalled)"], _connection.Read());
        Assert.Equal(0, _outbox.QueuedBytes);
        Assert.True(_outbox.WhenRoomAsync().IsCompleted && _outbox.WhenReadingAsync().IsCompleted);
    }

    [Fact]
    public void WhenRoomAsync_MoreThanHalfQueued_WaitsUntilHalfIsRead()
    {
        Stall();
        _outbox.Append(Push(_first, "1", 400), _dropped);
        Assert.True(_outbox.WhenRoomAsync().IsCompleted);
        _outbox.Append(Push(_first, "2", 400), _dropped);

        var room = _outbox.WhenRoomAsync();
        Assert.False(room.IsCompleted);
        _connection.TryReadOnce([]);

        Assert.True(room.IsCompleted);
    }

    [Fact]
    public void WhenReadingAsync_StalledAfterAnOverflow_WaitsThoughNothingIsQueued()
    {
        Stall();
        _time.Advance(SlowWrite);
        _outbox.Append(Push(_first, "1", 2 * Bound), _dropped);
        Assert.Equal(0, _outbox.QueuedBytes);

        var reading = _outbox.WhenReadingAsync();
        Assert.False(reading.IsCompleted);
        _connection.TryReadOnce([]);

        Assert.True(reading.IsCompleted);
    }

    [Fact]
    public void WhenReadingAsync_SlowReaderUnderSteadyTraffic_CompletesThoughNeverIdle()
    {
        Stall();
        _outbox.Append(Push(_first, "1"), _dropped);
        _outbox.Append(Push(_first, "2"), _dropped);
        var reading = _outbox.WhenReadingAsync();

        _connection.TryReadOnce([]);

        Assert.True(_outbox.QueuedBytes > 0);
        Assert.True(reading.IsCompleted);
    }

    [Fact]
    public void StopWaiting_StillLagging_DropsAtTheNextAppendUntilThereIsRoomAgain()
    {
        Stall();
        _outbox.Append(Push(_first, "1", 800), _dropped);
        _outbox.Append(Push(_first, "2", 800), _dropped);

        _outbox.StopWaiting();
        Assert.Equal(AppendResult.Overflow, _outbox.Append(Push(_first, "3"), _dropped));
        _connection.Read();
        Stall();
        _outbox.Append(Push(_first, "4", 800), _dropped);

        Assert.Equal(AppendResult.Lagging, _outbox.Append(Push(_first, "5", 800), _dropped));
    }

    [Fact]
    public void StopWaiting_ApplicationMessageOfASenderThatRunsAhead_IsKeptAndNotWaitedFor()
    {
        Stall();
        _outbox.Append(Application("1", 800), _dropped);
        _outbox.Append(Application("2", 800), _dropped);

        _outbox.StopWaiting();

        Assert.Equal(AppendResult.None, _outbox.Append(Application("3"), _dropped));
        Assert.Equal(4, _connection.Read().Count);
    }

    [Fact]
    public void SignalWhenRecovered_RoomAlready_SignalsAtOnce()
    {
        var gate = new RecoveryGate(1);

        _outbox.SignalWhenRecovered(gate);

        Assert.True(gate.Opened.IsCompleted);
    }

    [Fact]
    public void SignalWhenRecovered_LaterGateTakesTheEarlierOnesPlace_LaterOpens()
    {
        Stall();
        _outbox.Append(Push(_first, "1", 900), _dropped);
        var (earlier, later) = (new RecoveryGate(1), new RecoveryGate(1));
        _outbox.SignalWhenRecovered(earlier);
        _outbox.SignalWhenRecovered(later);

        _connection.Read();

        Assert.True(later.Opened.IsCompleted);
    }

    [Fact]
    public void Drain_WriteFails_DoesNotThrowAndEndsTheConnection()
    {
        var reader = new FanoutConnection("reader");
        var outbox = Create(reader);
        var notEncoded = new FanoutBlock([FanoutConnection.Message("p", 1)]);
        var marker = new TaskCompletionSource();
        outbox.Append(new OutboxItem(OutboxItemKind.Push, notEncoded, 10, _first, null), _dropped);
        outbox.Append(Marker(marker), _dropped);

        Drain(outbox);

        Assert.True(marker.Task.IsCompleted);
        Assert.True(reader.Hub.ConnectionAborted.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)));
        Assert.Equal(0, outbox.QueuedBytes);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public void Drain_BlockOfSeveral_IsWrittenSinglyToAConnectionThatCountsMessages(bool countsMessages, int atOnce)
    {
        var connection = new FanoutConnection("c", stalls: true, configure: context =>
        {
            if (countsMessages)
            {
                context.Features.Set<IStatefulReconnectFeature>(new StatefulReconnect());
            }
        });
        var outbox = Create(connection);
        var block = new FanoutBlock([.. Enumerable.Range(0, 3).Select(n => FanoutConnection.Message("p", n))]);
        outbox.Append(Item(OutboxItemKind.Push, block, connection.Hub, _first), _dropped);
        Drain(outbox);

        var read = new List<string>();
        connection.TryReadOnce(read);

        Assert.Equal(atOnce, read.Count);
        Assert.Equal(["p(0)", "p(1)", "p(2)"], [.. read, .. connection.Read()]);
    }

    [Fact]
    public void QueuedBytes_RandomOperations_EqualsWhatIsQueued()
    {
        const int Seed = 71;
        var random = new Random(Seed);
        Stall();
        var read = new List<string>();
        for (var step = 0; step < 5000; step++)
        {
            switch (random.Next(8))
            {
                case 0:
                    _connection.TryReadOnce(read);
                    break;
                case 1:
                    _outbox.Purge(random.Next(2) == 0 ? _first : _second);
                    break;
                case 2:
                    _time.Advance(TimeSpan.FromMilliseconds(random.Next(400)));
                    break;
                default:
                    var group = random.Next(2) == 0 ? _first : _second;
                    var item = random.Next(6) == 0 ? Item(OutboxItemKind.Answer, $"{step}", null) : Push(group, $"{step}", random.Next(300));
                    if (_outbox.Append(item, _dropped).HasFlag(AppendResult.MustDrain))
                    {
                        Drain(_outbox);
                    }

                    break;
            }

            Assert.True(_outbox.QueuedBytes >= 0, $"seed {Seed}, step {step}");
        }

        _connection.Read();
        Assert.True(_outbox.QueuedBytes == 0, $"seed {Seed}: {_outbox.QueuedBytes} bytes are queued in an empty outbox");
        Assert.NotEmpty(_dropped);
    }

    private static OutboxItem Item(OutboxItemKind kind, FanoutBlock block, HubConnectionContext connection, FanoutGroup? group) =>
        new(kind, block, block.Encode(connection.Protocol, _ => { }).Bytes, group, null);

    private static void Drain(Outbox outbox)
    {
        using var inline = InlineContinuations.Begin();
        outbox.Drain();
    }

    private static OutboxItem Marker(TaskCompletionSource done) => new(OutboxItemKind.Marker, null, 0, null, done);

    private Outbox Create(FanoutConnection connection) => new(connection.Hub, new OutboxLimits(Bound, SlowWrite), _time);

    private OutboxItem Push(FanoutGroup group, string text, int padding = 0) => Item(OutboxItemKind.Push, text, group, padding);

    private OutboxItem Application(string text, int padding = 0) => Item(OutboxItemKind.Application, text, null, padding);

    private OutboxItem Item(OutboxItemKind kind, string text, FanoutGroup? group, int padding = 0)
    {
        var method = kind switch { OutboxItemKind.Push => "p", OutboxItemKind.Answer => "a", OutboxItemKind.Position => "position", _ => "app" };
        return Item(kind, new FanoutBlock([FanoutConnection.Message(method, text + new string('.', padding))]), _connection.Hub, group);
    }

    // The first write of a connection that nobody reads stays pending.
    private void Stall()
    {
        if (_outbox.Append(Item(OutboxItemKind.Answer, "stalled", null), _dropped).HasFlag(AppendResult.MustDrain))
        {
            Drain(_outbox);
        }
    }

    private sealed class StatefulReconnect : IStatefulReconnectFeature
    {
        public void DisableReconnect()
        {
        }

        public void OnReconnected(Func<PipeWriter, Task> notifyOnReconnect)
        {
        }
    }
}
