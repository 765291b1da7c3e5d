using SyncHub.Client.Connection;

namespace SyncHub.Client.Tests.Connection;

public sealed class ConnectionReducerTests
{
    private static readonly SyncError Reason = new("test", "A reason.");

    [Fact]
    public void Reduce_EveryStateAndEvent_MatchesTheDocument()
    {
        var table = Repository.ReadTable("docs/state-machines.md", "## The connection");
        var cells = 0;
        foreach (var row in table.Skip(1))
        {
            for (var column = 1; column < row.Length; column++)
            {
                cells++;
                var state = ConnectionTable.States[table[0][column]];
                var actual = ConnectionTable.Describe(state, ConnectionReducer.Reduce(state, ConnectionTable.Events[row[0]], maxAttempts: 5));
                Assert.True(actual == row[column], $"{table[0][column]} on '{row[0]}': the document says '{row[column]}', the reducer '{actual}'");
            }
        }

        Assert.Equal(ConnectionTable.States.Count * ConnectionTable.Events.Count, cells);
    }

    [Fact]
    public void Events_OfTheTable_AreAllThatExist()
    {
        var tabled = ConnectionTable.Events.Values.Select(happened => happened.GetType()).ToHashSet();

        Assert.All(typeof(ConnectionEvent).GetNestedTypes(), type => Assert.Contains(type, tabled));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 4)]
    public void Reduce_MaxAttempts_GivesUpAfterTheFirstTryAndThatManyMore(int maxAttempts, int expectedTries)
    {
        var state = ConnectionReducer.Reduce(new ConnectionState(), new ConnectionEvent.Demanded(), maxAttempts).State;
        var tries = 0;
        while (state.Phase != SyncConnectionState.GivenUp)
        {
            tries++;
            state = ConnectionReducer.Reduce(state, new ConnectionEvent.OpenFailed(Reason), maxAttempts).State;
            state = ConnectionReducer.Reduce(state, new ConnectionEvent.DelayElapsed(), maxAttempts).State;
        }

        Assert.Equal(expectedTries, tries);
    }

    [Fact]
    public void Reduce_LostBeforeTheGreeting_KeepsBackingOff()
    {
        var state = new ConnectionState { Phase = SyncConnectionState.Connecting };
        for (var failures = 1; failures <= 10; failures++)
        {
            state = ConnectionReducer.Reduce(state, new ConnectionEvent.Lost(Reason), null).State;
            Assert.Equal(failures, state.Backoff);
            state = ConnectionReducer.Reduce(state, new ConnectionEvent.DelayElapsed(), null).State;
        }

        state = ConnectionReducer.Reduce(state, new ConnectionEvent.Opened(), null).State;
        Assert.Equal(0, state.Backoff);
        Assert.Equal(0, state.Attempt);
    }

    [Fact]
    public void Reduce_ClosingWithATime_DoesNotGrowTheBackoff()
    {
        var closing = new ConnectionEvent.ServerCloses(new Closing { Code = Closing.ServerStopping, Reconnect = true, AfterMs = 5 });
        var state = new ConnectionState { Phase = SyncConnectionState.Connecting, Backoff = 3, Attempt = 3 };

        var after = ConnectionReducer.Reduce(state, closing, null).State;

        Assert.Equal(3, after.Backoff);
        Assert.Equal(4, after.Attempt);
    }

    [Fact]
    public void Reduce_RandomSequences_HoldTheInvariants()
    {
        const int Seed = 20261122;
        var random = new Random(Seed);
        var events = ConnectionTable.Events.Values.ToArray();
        for (var run = 0; run < 2_000; run++)
        {
            var state = new ConnectionState();
            var isOpen = false;
            var isWaiting = false;
            for (var step = 0; step < 40; step++)
            {
                var (next, effects) = ConnectionReducer.Reduce(state, events[random.Next(events.Length - 1)], 4);
                foreach (var effect in effects)
                {
                    Assert.False(effect is ConnectionEffect.Open && isOpen, $"Two connections at once; seed {Seed}, run {run}, step {step}.");
                    isOpen = effect is ConnectionEffect.Open || (isOpen && effect is not ConnectionEffect.Close);
                    isWaiting = effect is ConnectionEffect.StartDelay || (isWaiting && effect is not ConnectionEffect.StopDelay);
                }

                isWaiting &= next.Phase != SyncConnectionState.Connecting || effects.Any(effect => effect is ConnectionEffect.StartDelay);
                Assert.Equal(next.Phase is SyncConnectionState.Connecting or SyncConnectionState.Connected, isOpen);
                Assert.Equal(next.Phase == SyncConnectionState.Waiting, isWaiting);
                Assert.True(next.Attempt <= 4);
                state = next;
            }
        }
    }
}
