using SyncHub.Json;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;

namespace SyncHub.Server.Tests.Feed;

/// <summary>
/// Every combination of what the log said last of a row, what the change says was before, its kind, and what it left. Images are a letter for a row and "-"
/// for none; "?" means that nobody says.
/// </summary>
public sealed class EntryChainTests
{
    // The log has nothing of the row: what the change says counts.
    [Theory]
    [InlineData("-", ChangeKind.Add, "a", "Exact Add -a")]
    [InlineData("-", ChangeKind.Add, "-", "Nothing Remove --")]
    [InlineData("-", ChangeKind.Update, "a", "BeforeUnknown Add ?a")]
    [InlineData("-", ChangeKind.Update, "-", "BeforeUnknown Remove ?-")]
    [InlineData("-", ChangeKind.Remove, "a", "BeforeUnknown Add ?a")]
    [InlineData("-", ChangeKind.Remove, "-", "BeforeUnknown Remove ?-")]
    [InlineData("a", ChangeKind.Add, "a", "Nothing Update aa")]
    [InlineData("a", ChangeKind.Add, "b", "Exact Update ab")]
    [InlineData("a", ChangeKind.Add, "-", "Exact Remove a-")]
    [InlineData("a", ChangeKind.Update, "a", "Nothing Update aa")]
    [InlineData("a", ChangeKind.Update, "b", "Exact Update ab")]
    [InlineData("a", ChangeKind.Update, "-", "Exact Remove a-")]
    [InlineData("a", ChangeKind.Remove, "a", "Nothing Update aa")]
    [InlineData("a", ChangeKind.Remove, "b", "Exact Update ab")]
    [InlineData("a", ChangeKind.Remove, "-", "Exact Remove a-")]
    public void Resolve_NothingHeldOfTheKey_TheHintCounts(string hint, ChangeKind kind, string after, string expected) =>
        Assert.Equal(expected, Show(EntryChain.Resolve(Entry(2, hint, kind, after), previous: null, TimeSpan.Zero)));

    // The log has the row: what the change says does not matter, nor does its kind.
    [Theory]
    [InlineData("-", "-", "Nothing Remove --")]
    [InlineData("-", "a", "Exact Add -a")]
    [InlineData("a", "-", "Exact Remove a-")]
    [InlineData("a", "a", "Nothing Update aa")]
    [InlineData("a", "b", "Exact Update ab")]
    public void Resolve_HeldChangeOfTheKey_TheLogCounts(string last, string after, string expected)
    {
        foreach (var kind in Enum.GetValues<ChangeKind>())
        {
            foreach (var hint in new[] { "-", "a", "b", "c" })
            {
                Assert.Equal(expected, Show(EntryChain.Resolve(Entry(9, hint, kind, after), Held(last), TimeSpan.Zero)));
            }
        }
    }

    // The first held change went by its hint alone, and this one showed in the source before that was appended: it may belong before it.
    [Theory]
    [InlineData("a", ChangeKind.Update, "b", "b", "Contested Add bb a")]
    [InlineData("b", ChangeKind.Update, "b", "b", "Contested Add bb b")]
    [InlineData("a", ChangeKind.Remove, "b", "-", "Contested Remove b- a")]
    [InlineData("-", ChangeKind.Add, "b", "b", "Contested Add bb -")]
    [InlineData("-", ChangeKind.Update, "b", "b", "BeforeUnknown Add ?b")]
    [InlineData("-", ChangeKind.Remove, "-", "-", "BeforeUnknown Remove ?-")]
    public void Resolve_MayBelongBeforeTheFirstHeldChange_IsWhole(string hint, ChangeKind kind, string last, string after, string expected)
    {
        var first = EntryChain.Resolve(Entry(5, "x", ChangeKind.Update, last), previous: null, TimeSpan.Zero);
        var entry = EntryChain.Resolve(Entry(6, hint, kind, after) with { VisibleSince = first.Timestamp }, first, TimeSpan.Zero);
        var later = EntryChain.Resolve(Entry(7, hint, kind, after) with { VisibleSince = first.Timestamp }, entry, TimeSpan.Zero);

        Assert.Equal(expected, Show(entry));
        Assert.True(entry.IsWhole && later.IsWhole);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Resolve_ShowedJustAfterTheFirstHeldChange_DependsOnHowFarClocksAgree(int tolerance, bool isWhole)
    {
        var first = EntryChain.Resolve(Entry(5, "a", ChangeKind.Update, "b"), previous: null, TimeSpan.Zero);
        var entry = Entry(6, "a", ChangeKind.Update, "b") with { VisibleSince = first.Timestamp + TimeSpan.FromSeconds(1) };

        Assert.Equal(isWhole, EntryChain.Resolve(entry, first, TimeSpan.FromSeconds(tolerance)).IsWhole);
    }

    [Fact]
    public void Resolve_ImagesAreOfThisWrite_IsAsItIs()
    {
        var entry = Entries.Update(2, "k", """{"v":"c"}""", """{"v":"d"}""", """{"v":"d"}""");

        Assert.Same(entry, EntryChain.Resolve(entry, Held("a"), TimeSpan.MaxValue));
    }

    [Fact]
    public void Resolve_Update_DeltaHasWhatChangedAndWhatIsGone()
    {
        var change = Entry(2, "-", ChangeKind.Update, "-").Change with { Before = RawJson.Parse("""{"a":1,"b":2,"c":3}"""), After = RawJson.Parse("""{"a":1,"b":4}""") };

        var resolved = EntryChain.Resolve(Entry(2, "-", ChangeKind.Update, "-") with { Change = change }, previous: null, TimeSpan.Zero);

        Assert.Equal("""{"b":4,"c":null}""", resolved.Change.Delta.ToString());
    }

    private static LogEntry Held(string last) => last == "-" ? Entries.Remove(1, "k", Body("z").ToString()) : Entries.Add(1, "k", Body(last).ToString());

    private static LogEntry Entry(long seq, string hint, ChangeKind kind, string after) => Entries.Remove(seq, "k", "{}") with
    {
        Change = new Change { Model = "Note", Key = "k", Kind = kind, Before = Body(hint), After = Body(after), BeforeIsHint = true },
    };

    private static RawJson Body(string image) => image == "-" ? default : RawJson.Parse($$"""{"v":"{{image}}"}""");

    private static string Show(LogEntry entry)
    {
        var change = entry.Change;
        var before = entry.Effect == EntryEffect.BeforeUnknown ? "?" : Letter(change.Before);
        Assert.Equal(change.Kind == ChangeKind.Update && entry.Effect == EntryEffect.Exact, !change.Delta.IsAbsent);
        return $"{entry.Effect} {change.Kind} {before}{Letter(change.After)}{(entry.Effect == EntryEffect.Contested ? $" {Letter(entry.Hint)}" : "")}";
    }

    private static string Letter(RawJson body) => body.IsAbsent ? "-" : body.ToString()[6..7];
}
