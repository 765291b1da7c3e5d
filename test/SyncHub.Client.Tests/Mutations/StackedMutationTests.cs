using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Mutations.MutationWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Mutations;

/// <summary>Several mutations on the same rows.</summary>
public sealed class StackedMutationTests
{
    [Fact]
    public async Task Update_AnswersWithoutPositionsAndOnePushForTwo_TheLastStays()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var (first, second) = (scripted.Client.SetText(1, "b"), scripted.Client.SetText(1, "c"));
        await scripted.AcceptAsync(first, null);
        await scripted.AcceptAsync(second, null);

        await connection.SendAsync(Updated("""{"text":"c"}""", 7, 5));
        await scripted.SettledAsync();
        Assert.Equal("c", note.DataOrDefault!.Text);
    }

    [Fact]
    public async Task Fail_RowOfAnotherModelIsChangedAgain_MarkGoesFromAllItsRows()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        await using var other = scripted.Client.SubscribeEntity<Note>(1, "Other");
        await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, """{"id":1,"text":"x"}""", 5, "s2") with { Model = "Other" });
        await other.WhenSyncedAsync().Within();
        scripted.Client.Mutate(m => m
            .Update<Note>(1, change => change.Set(n => n.Text, "b"))
            .Update<Note>(1, change => change.Set(n => n.Text, "y"), "Other")).Fail("No.");
        await scripted.SettledAsync();
        Assert.Equal((RowStatus.Failed, RowStatus.Failed), (note.Status, other.Status));

        scripted.Client.SetText(1, "c");
        await scripted.SettledAsync();
        Assert.Equal((RowStatus.Pending, RowStatus.Settled), (note.Status, other.Status));
    }
}
