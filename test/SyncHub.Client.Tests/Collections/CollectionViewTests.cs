using System.Collections.Specialized;
using SyncHub.Client.Collections;
using SyncHub.Client.Subscriptions;
using static SyncHub.Client.Tests.Collections.PageWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Collections;

public sealed class CollectionViewTests
{
    private const int Seed = 31;

    /// <summary>A list that does what the events say is, after each of them, the list that they are about.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(null)]
    public void Advance_RandomChanges_EventsMirrorTheList(int? top)
    {
        for (var run = 0; run < 200; run++)
        {
            var random = new Random(Seed + run);
            var script = new PageScript(random, top);
            var rules = new CollectionRules(top);
            var view = View();
            var bound = new BoundRows<Note>();
            var mirror = new List<Note>();
            CollectionContent? content = null;
            for (var step = 1; step <= 40; step++)
            {
                var where = $"Seed {Seed + run}, top {top}, step {step}.";
                var edits = script.Next();
                var isWhole = content is null || random.Next(6) == 0;
                content = Next(isWhole, edits, rules, content, script, step);
                var before = view.Current.Data?.Entries;
                view.Publish(Synced(content));
                if (random.Next(4) > 0)
                {
                    // Sometimes several changes are told of at once, as to a handler that has fallen behind.
                    bound.Advance(view.Current.Data, Tell);
                    Assert.True(mirror.SequenceEqual(view.Current.Data!.Entries, ReferenceEqualityComparer.Instance), where);
                }

                Assert.Equal(script.Rows.Select(row => new Note(row.Id, row.Text)), view.Current.Data!.Entries);

                // A row that edits name can come back to the text it had; only a row that nobody named must be the same object.
                AssertSame(before, view.Current.Data.Entries, isWhole ? [] : [.. edits.Select(Named)], where);

                void Tell(NotifyCollectionChangedEventArgs edited)
                {
                    Mirror(mirror, edited, bound);
                    Assert.True(mirror.SequenceEqual(bound, ReferenceEqualityComparer.Instance), where);
                    Assert.True(bound.Count <= (top ?? int.MaxValue), where);
                }
            }
        }
    }

    [Fact]
    public void Publish_UnreadableRow_IsAnErrorUntilItIsGone()
    {
        var view = View();
        var rules = new CollectionRules(null);
        SubscriptionContent content = new CollectionContent([Row(1, "a"), Row(2, "b")], 2, "id", At(5));
        view.Publish(Synced(content));
        var first = view.Current.Data!.Entries[0];

        content = rules.Apply(content, Changed(6, 5, 3, Insert(0, 3, "c") with { Entity = Raw("""{"id":3,"text":{}}""") }), out _)!;
        view.Publish(Synced(content));
        var error = Assert.IsType<SyncState<CollectionData<Note>>.Error>(view.Current.State);
        Assert.Equal((SyncClientErrorCodes.UnreadableEntity, false), (error.Reason.Code, error.HasData));
        Assert.Contains("Note '3'", error.Reason.Message, StringComparison.Ordinal);

        content = rules.Apply(content, Changed(7, 6, 2, Remove(0, 3)), out _)!;
        view.Publish(Synced(content));
        Assert.Same(first, view.Current.Data!.Entries[0]);
        Assert.IsType<SyncState<CollectionData<Note>>.Synced>(view.Current.State);
    }

    [Fact]
    public void Advance_DataOfAnotherView_IsAReset()
    {
        var (one, other) = (View(), View());
        var rules = new CollectionRules(null);
        SubscriptionContent content = new CollectionContent([Row(1, "a")], 1, "id", At(5));
        var bound = new BoundRows<Note>();
        one.Publish(Synced(content));
        bound.Advance(one.Current.Data, tell: null);
        other.Publish(Synced(content));
        other.Publish(Synced(rules.Apply(content, Changed(6, 5, 2, Insert(0, 2, "b")), out _)!));
        var actions = new List<NotifyCollectionChangedAction>();
        bound.Advance(other.Current.Data, edited => actions.Add(edited.Action));

        Assert.Equal([NotifyCollectionChangedAction.Reset], actions);
    }

    private static CollectionContent? Next(bool isWhole, CollectionEdit[] edits, CollectionRules rules, CollectionContent? content, PageScript script, int step)
    {
        var body = $"[{string.Join(',', script.Rows.Select(row => Body(row.Id, row.Text)))}]";
        return (CollectionContent?)(isWhole
            ? rules.Apply(content, isBase: true, Page("7.1", body, step, step), out _)
            : rules.Apply(content!, Changed(step, step - 1, step, edits), out _));
    }

    private static string Named(CollectionEdit edit) => edit.Id?.Text ?? RowReader.Read(edit.Entity, "id")!.Key;

    private static void Mirror(List<Note> mirror, NotifyCollectionChangedEventArgs edited, IEnumerable<Note> list)
    {
        switch (edited.Action)
        {
            case NotifyCollectionChangedAction.Add:
                mirror.Insert(edited.NewStartingIndex, Assert.IsType<Note>(Assert.Single(edited.NewItems!.Cast<object>())));
                break;
            case NotifyCollectionChangedAction.Remove:
                Assert.Same(mirror[edited.OldStartingIndex], edited.OldItems![0]);
                mirror.RemoveAt(edited.OldStartingIndex);
                break;
            case NotifyCollectionChangedAction.Replace:
                Assert.Same(mirror[edited.NewStartingIndex], edited.OldItems![0]);
                mirror[edited.NewStartingIndex] = (Note)edited.NewItems![0]!;
                break;
            case NotifyCollectionChangedAction.Move:
                Assert.Same(mirror[edited.OldStartingIndex], edited.OldItems![0]);
                mirror.RemoveAt(edited.OldStartingIndex);
                mirror.Insert(edited.NewStartingIndex, (Note)edited.NewItems![0]!);
                break;
            case NotifyCollectionChangedAction.Reset:
                mirror.Clear();
                mirror.AddRange(list);
                break;
        }
    }

    private static void AssertSame(IReadOnlyList<Note>? before, IReadOnlyList<Note> after, string[] named, string where)
    {
        foreach (var note in (before ?? []).Where(note => !named.Contains($"{note.Id}")))
        {
            Assert.True(after.All(other => other != note || ReferenceEquals(other, note)), where);
        }
    }

    private static CollectionView<Note> View() => new("Note", (System.Text.Json.Serialization.Metadata.JsonTypeInfo<Note>)EntityJson.CreateOptions().GetTypeInfo(typeof(Note)));

    private static SubscriptionState Synced(SubscriptionContent? content) => new()
    {
        Id = "7",
        Rules = new CollectionRules(null),
        Phase = SubscriptionPhase.Synced,
        Content = content,
    };
}
