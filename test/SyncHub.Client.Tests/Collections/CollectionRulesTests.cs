using SyncHub.Client.Collections;
using static SyncHub.Client.Tests.Collections.PageWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Collections;

public sealed class CollectionRulesTests
{
    private const int Seed = 4711;

    public static TheoryData<int?> Tops => [0, 1, 2, 3, 5, 8, null];

    [Theory]
    [MemberData(nameof(Tops))]
    public void Apply_RandomEdits_MatchTheListAndLeadThere(int? top)
    {
        for (var run = 0; run < 200; run++)
        {
            var script = new PageScript(new Random(Seed + run), top);
            var rules = new CollectionRules(top);
            var content = new CollectionContent([], 0, "id", At(0));
            for (var step = 1; step <= 40; step++)
            {
                var where = $"Seed {Seed + run}, top {top}, step {step}.";
                var push = Changed(step, step - 1, step, script.Next());
                var next = Assert.IsType<CollectionContent>(rules.Apply(content, push, out var unusable));

                Assert.Null(unusable);
                Assert.True(script.Rows.Select(row => Row(row.Id, row.Text)).SequenceEqual(next.Rows), where);
                Assert.Equal((step, At(step)), (next.Total, next.Version));
                AssertLeads(content, next, top, where);
                content = next;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tops))]
    public void Apply_RandomSnapshotsAndDeltas_KeepWhatDidNotChange(int? top)
    {
        for (var run = 0; run < 200; run++)
        {
            var random = new Random(Seed + run);
            var script = new PageScript(random, top);
            var rules = new CollectionRules(top);
            CollectionContent? content = null;
            for (var step = 1; step <= 20; step++)
            {
                var where = $"Seed {Seed + run}, top {top}, step {step}.";
                var edits = Enumerable.Range(0, random.Next(4)).SelectMany(_ => script.Next()).Count();
                var rows = script.Rows.Select(row => Row(row.Id, row.Text)).ToList();
                var changed = rows.Where(row => content?.Rows.Contains(row) != true).Select(row => row.Body.ToString()).ToArray();
                var answer = content is null || random.Next(2) == 0
                    ? Page("7.1", $"[{string.Join(',', rows.Select(row => row.Body))}]", step, total: 7)
                    : PageDelta("7.1", step, 7, edits == 0 && changed.Length == 0 ? null : [.. script.Rows.Select(row => row.Id)], changed);
                var next = Assert.IsType<CollectionContent>(rules.Apply(content, isBase: true, answer, out _));

                Assert.True(rows.SequenceEqual(next.Rows), where);
                Assert.All(next.Rows, row => Assert.True(content?.Rows.Contains(row) != true || content.Rows.Contains(row, ReferenceEqualityComparer.Instance), where));
                if (content is not null)
                {
                    AssertLeads(content, next, top, where);
                }

                content = next;
            }
        }
    }

    [Fact]
    public void Apply_UnchangedSnapshot_IsTheSameRevision()
    {
        var held = new CollectionContent([Row(1, "a"), Row(2, "b")], 2, "id", At(5));
        var next = (CollectionContent)new CollectionRules(null).Apply(held, isBase: false, Page("7.1", Rows("ab"), 9, total: 2), out _)!;

        Assert.Equal(held.Revision, next.Revision);
        Assert.Equal(held.Rows, next.Rows);
        Assert.Equal(At(9), next.Version);
    }

    public static TheoryData<string, CollectionEdit> Unfit => new()
    {
        { "insert beyond the end", Insert(3, 9, "z") },
        { "insert before the start", Insert(-1, 9, "z") },
        { "insert without a key", Insert(0, 9, "z") with { Entity = Raw("""{"text":"z"}""") } },
        { "insert of no object", Insert(0, 9, "z") with { Entity = Raw("[]") } },
        { "insert of nothing", Insert(0, 9, "z") with { Entity = default } },
        { "insert of a present row beyond the end", Insert(2, 1, "z") },
        { "update at another row", Update(0, 2, "z") },
        { "update beyond the end", Update(2, 2, "z") },
        { "update of an absent row", Update(0, 9, "z") },
        { "update without a key", Update(0, 1, "z") with { Id = null } },
        { "update without a change", Update(0, 1, "z") with { Change = default } },
        { "move from another row", Move(0, 1, 2) },
        { "move beyond the end", Move(0, 2, 1) },
        { "move from nowhere", Move(0, 1, 1) with { From = null } },
        { "removal at another row", Remove(0, 2) },
        { "removal beyond the end of a present row", Remove(2, 2) },
        { "removal without a key", Remove(0, 1) with { Id = null } },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void Apply_EditThatContradictsTheRows_IsRefused(string name, CollectionEdit edit)
    {
        var held = new CollectionContent([Row(1, "a"), Row(2, "b")], 2, "id", At(5));

        Assert.Null(new CollectionRules(null).Apply(held, Changed(6, 5, 2, edit), out var unusable));
        Assert.True(unusable?.Contains(edit.Type, StringComparison.Ordinal), name);
    }

    [Fact]
    public void Apply_KeysOf64Bits_AreNumbersInBodiesAndTextElsewhere()
    {
        var held = new CollectionContent([], null, "id", At(5));
        var rules = new CollectionRules(null);
        var inserted = rules.Apply(held, Changed(6, 5, null, new CollectionEdit { Type = CollectionEdit.Insert, Index = 0, Entity = Raw("""{"id":9007199254740993,"text":"a"}""") }), out _)!;
        var removed = (CollectionContent?)rules.Apply(inserted, Changed(7, 6, null, new CollectionEdit { Type = CollectionEdit.Remove, Index = 0, Id = 9007199254740993 }), out _);

        Assert.Empty(removed!.Rows);
    }

    [Theory]
    [InlineData("""[{"id":1},{"id":1}]""")]
    [InlineData("""[{"id":null}]""")]
    [InlineData("""[{"id":1.5}]""")]
    [InlineData("[1]")]
    [InlineData("null")]
    public void Apply_SnapshotThatIsNoPage_IsRefused(string data) =>
        Assert.Null(new CollectionRules(null).Apply(null, isBase: false, Page("7.1", data, 5), out _));

    [Fact]
    public void Apply_DeltaWithAKeyTwice_IsRefused()
    {
        var held = new CollectionContent([Row(1, "a"), Row(2, "b")], 2, "id", At(5));

        Assert.Null(new CollectionRules(null).Apply(held, isBase: true, PageDelta("7.1", 6, 2, [1, 1]), out var unusable));
        Assert.Contains("'1'", unusable, StringComparison.Ordinal);
    }

    private static void AssertLeads(CollectionContent before, CollectionContent after, int? top, string where)
    {
        if (after.Revision == before.Revision)
        {
            Assert.True(before.Rows == after.Rows, where);
            return;
        }

        Assert.Equal(before.Revision + 1, after.Revision);
        Assert.False(after.Edits.IsDefault, where);
        var rows = before.Rows.ToList();
        foreach (var edit in after.Edits)
        {
            edit.ApplyTo(rows);
            Assert.True(rows.Count <= (top ?? int.MaxValue), where);
        }

        Assert.True(rows.SequenceEqual(after.Rows, ReferenceEqualityComparer.Instance), where);
    }
}
