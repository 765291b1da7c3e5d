using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Tests.Subscriptions;

public sealed class SubscriptionReducerTableTests
{
    private const string Document = "docs/state-machines.md";

    // The only events that ask whether anybody observes.
    private static readonly string[] ObservationEvents = ["observed", "released", "suspend delay over"];

    [Fact]
    public void Reduce_EveryStateAndEvent_MatchesTheDocument()
    {
        var cells = Check(Repository.ReadTable(Document, "## A subscription"), state => state);

        Assert.Equal(StateTable.States.Count * StateTable.Events.Count, cells);
    }

    [Fact]
    public void Reduce_WithoutHandles_MatchesTheDocument()
    {
        var cells = Check(Repository.ReadTable(Document, "### While no handle is held"), state => state with { IsObserved = false });

        Assert.Equal(StateTable.States.Count * ObservationEvents.Length, cells);
    }

    [Fact]
    public void Reduce_WithoutHandles_OtherEventsDoTheSame()
    {
        foreach (var state in StateTable.States.Values.Where(state => state.IsObserved))
        {
            foreach (var (name, happened) in StateTable.Events.Where(entry => !ObservationEvents.Contains(entry.Key)))
            {
                var observed = SubscriptionReducer.Reduce(state, happened);
                var unobserved = SubscriptionReducer.Reduce(state with { IsObserved = false }, happened);

                Assert.True(observed.State with { IsObserved = false } == unobserved.State, name);
                Assert.Equal<IEnumerable<SubscriptionEffect>>(observed.Effects.ToArray(), unobserved.Effects.ToArray());
            }
        }
    }

    [Fact]
    public void Events_OfTheTable_AreAllThatExist()
    {
        var tabled = StateTable.Events.Values.Select(happened => happened.GetType()).ToHashSet();

        Assert.All(typeof(SubscriptionEvent).GetNestedTypes(), type => Assert.Contains(type, tabled));
    }

    private static int Check(IReadOnlyList<string[]> table, Func<SubscriptionState, SubscriptionState> vary)
    {
        var cells = 0;
        var wrong = new List<string>();
        foreach (var row in table.Skip(1))
        {
            for (var column = 1; column < row.Length; column++)
            {
                cells++;
                var state = vary(StateTable.States[table[0][column]]);
                var actual = StateTable.Describe(state, SubscriptionReducer.Reduce(state, StateTable.Events[row[0]]));
                if (actual != row[column])
                {
                    wrong.Add($"{table[0][column]} on '{row[0]}': the document says '{row[column]}', the reducer '{actual}'");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        return cells;
    }
}
