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
        var cells = Check(StateTable.Entity, "## A subscription", state => state);

        Assert.Equal(StateTable.Entity.States.Count * StateTable.Entity.Events.Count, cells);
    }

    [Fact]
    public void Reduce_WithoutHandles_MatchesTheDocument()
    {
        var cells = Check(StateTable.Entity, "### While no handle is held", state => state with { IsObserved = false });

        Assert.Equal(StateTable.Entity.States.Count * ObservationEvents.Length, cells);
    }

    [Fact]
    public void Reduce_AnswersAndPushesOfACollection_MatchTheDocument()
    {
        var cells = Check(StateTable.Collection, "### A collection's answers and pushes", state => state);

        Assert.Equal(StateTable.Collection.States.Count * StateTable.Collection.ContentEvents.Count, cells);
    }

    [Fact]
    public void Reduce_AnswersAndPushesOfAResolver_MatchTheDocument()
    {
        var cells = Check(StateTable.Resolver, "### A resolver's answers and pushes", state => state);

        Assert.Equal(StateTable.Resolver.States.Count * StateTable.Resolver.ContentEvents.Count, cells);
    }

    [Theory]
    [InlineData(Subscribed.CollectionKind)]
    [InlineData(Subscribed.ResolverKind)]
    public void Reduce_AnotherKind_OtherEventsDoTheSame(string kind)
    {
        foreach (var isObserved in new[] { true, false })
        {
            foreach (var column in StateTable.Entity.States.Keys)
            {
                foreach (var (name, happened) in StateTable.CommonEvents)
                {
                    Assert.True(Describe(StateTable.Entity) == Describe(StateTable.Of(kind)), $"{column} on '{name}'");

                    string Describe(StateTable table)
                    {
                        var state = table.States[column] with { IsObserved = isObserved };
                        return StateTable.Describe(state, SubscriptionReducer.Reduce(state, happened));
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(Subscribed.EntityKind)]
    [InlineData(Subscribed.CollectionKind)]
    [InlineData(Subscribed.ResolverKind)]
    public void Reduce_WithoutHandles_OtherEventsDoTheSame(string kind)
    {
        var table = StateTable.Of(kind);
        foreach (var state in table.States.Values.Where(state => state.IsObserved))
        {
            foreach (var (name, happened) in table.Events.Where(entry => !ObservationEvents.Contains(entry.Key)))
            {
                var observed = SubscriptionReducer.Reduce(state, happened);
                var unobserved = SubscriptionReducer.Reduce(state with { IsObserved = false }, happened);

                Assert.True(observed.State with { IsObserved = false } == unobserved.State, name);
                Assert.Equal<IEnumerable<SubscriptionEffect>>(observed.Effects.ToArray(), unobserved.Effects.ToArray());
            }
        }
    }

    [Fact]
    public void Events_OfTheTables_AreAllThatExist()
    {
        var tabled = StateTable.Entity.Events.Values.Select(happened => happened.GetType()).ToHashSet();

        Assert.All(typeof(SubscriptionEvent).GetNestedTypes(), type => Assert.Contains(type, tabled));
    }

    private static int Check(StateTable states, string heading, Func<SubscriptionState, SubscriptionState> vary)
    {
        var table = Repository.ReadTable(Document, heading);
        var cells = 0;
        var wrong = new List<string>();
        foreach (var row in table.Skip(1))
        {
            for (var column = 1; column < row.Length; column++)
            {
                cells++;
                var state = vary(states.States[table[0][column]]);
                var actual = StateTable.Describe(state, SubscriptionReducer.Reduce(state, states.Events[row[0]]));
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
