using System.Collections.Immutable;
using SyncHub.Client.Mutations;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Mutations;

/// <summary>When a subscription's data contains a mutation: what is known of it × where the data stands.</summary>
public sealed class PendingMutationTests
{
    private const long AnsweredAt = 10;

    [Theory]
    // Known                 data at        in that epoch since → contained
    [InlineData("nothing", 9, "e1", 1, false)]
    [InlineData("nothing", 9, "e1", 99, false)]
    [InlineData("answer at 7", 6, "e1", 1, false)]
    [InlineData("answer at 7", 7, "e1", 1, true)]
    [InlineData("answer at 7", 8, "e1", 1, true)]
    [InlineData("answer at 7", 3, "e2", 9, false)]
    [InlineData("answer at 7", 3, "e2", 11, true)]
    [InlineData("answer at 7, overdue", 3, "e2", 9, true)]
    [InlineData("answer at 7, overdue", 6, "e1", 1, false)]
    [InlineData("answer without versions", 9, "e1", 99, false)]
    [InlineData("answer that names another model", 0, "e1", 1, true)]
    [InlineData("push at 7", 6, "e1", 1, false)]
    [InlineData("push at 7", 7, "e1", 1, true)]
    [InlineData("push at 7", 9, "e2", 99, false)]
    [InlineData("push at 7, answer at 9", 7, "e1", 1, false)]
    [InlineData("push at 7, answer at 9", 9, "e1", 1, true)]
    [InlineData("push at 9, answer at 7", 7, "e1", 1, false)]
    [InlineData("push at 7, answer without versions", 7, "e1", 1, true)]
    [InlineData("push at 7, answer of another scope", 6, "e1", 1, false)]
    [InlineData("push at 7, answer of another scope", 7, "e1", 1, true)]
    public void IsContainedIn_KnownAndPosition_IsDecided(string known, long seq, string epoch, long epochSince, bool expected) =>
        Assert.Equal(expected, After(known).IsContainedIn("Note", At(seq, epoch), epochSince));

    [Theory]
    [InlineData("nothing", false, false)]
    [InlineData("answer at 7", true, true)]
    [InlineData("answer without versions", true, false)]
    [InlineData("answer that names another model", true, true)]
    [InlineData("push at 7", true, true)]
    public void IsTaken_Known_IsDecided(string known, bool isTaken, bool isPlaced) =>
        Assert.Equal((isTaken, isPlaced), (After(known).IsTaken, After(known).IsPlaced));

    [Fact]
    public void IsTaken_PushOfOneOfTwoModels_IsNot()
    {
        var mutation = New("Note", "Task").Learn("Note", At(7));
        Assert.False(mutation.IsTaken);
        Assert.True(mutation.IsContainedIn("Note", At(7), 0));
        Assert.False(mutation.IsContainedIn("Task", At(7), 0));
        Assert.True(mutation.Learn("Task", At(3)).IsTaken);
    }

    private static PendingMutation After(string known) => known.Split(", ").Aggregate(New("Note"), (mutation, step) => step.Split(' ') switch
    {
        ["nothing"] => mutation,
        ["overdue"] => mutation with { IsOverdue = true },
        ["push", "at", var seq] => mutation.Learn("Note", At(long.Parse(seq, System.Globalization.CultureInfo.InvariantCulture))),
        ["answer", "at", var seq] => mutation.Answer(new Dictionary<string, SyncVersion> { ["Note"] = At(long.Parse(seq, System.Globalization.CultureInfo.InvariantCulture)) }, AnsweredAt),
        ["answer", "of", ..] => mutation.Answer(new Dictionary<string, SyncVersion> { ["Note"] = At(99, "e9") }, AnsweredAt),
        ["answer", "without", ..] => mutation.Answer(null, AnsweredAt),
        _ => mutation.Answer(new Dictionary<string, SyncVersion> { ["Task"] = At(1) }, AnsweredAt),
    });

    private static PendingMutation New(params string[] models) =>
        new("m", [.. models.Select(model => new RowWrite(model, "1", RowWriteKind.Remove)).ToImmutableArray()]);
}
