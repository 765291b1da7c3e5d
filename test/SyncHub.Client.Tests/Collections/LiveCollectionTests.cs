using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.ComponentModel;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Collections.PageWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Collections;

/// <summary>The list that a handle is, and its events.</summary>
public sealed class LiveCollectionTests
{
    [Fact]
    public async Task CollectionChanged_Edits_AreToldAsTheyCame()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync();
        var story = new ConcurrentQueue<string>();
        var done = new TaskCompletionSource();
        notes.CollectionChanged += (_, edited) => story.Enqueue($"{edited.Action} {string.Concat(notes.Select(note => note.Text))}");
        notes.PropertyChanged += (_, changed) => story.Enqueue($"{changed.PropertyName}");
        notes.StateChanged += (_, _) => done.TrySetResult();
        await connection.SendAsync(Changed(6, 5, 2, Remove(0, 1), Insert(1, 3, "c"), Move(1, 0, 3, "d"), Update(1, 2, "e")));

        await done.Task.Within();
        await scripted.Client.DisposeAsync();

        // That the connection goes with the client may be told, too.
        Assert.Equal(
            [
                "Count", "Item[]", "Remove b", "Count", "Item[]", "Add bc", "Item[]", "Replace bd", "Item[]", "Move db", "Item[]", "Replace de",
                "State", "Version", "DataOrDefault",
            ],
            story.Take(15));
    }

    [Fact]
    public async Task List_WhileNobodyListens_IsTheStatesEntities()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync();
        Assert.Equal(notes.DataOrDefault!.Entries, notes);
        await connection.SendAsync(Changed(6, 5, 3, Insert(0, 3, "c")));
        await scripted.SettledAsync();

        Assert.Equal(["c", "a", "b"], notes.Select(note => note.Text));
        Assert.Equal(3, notes.DataOrDefault!.Count);
    }

    [Fact]
    public async Task CollectionChanged_HandlerBlocks_FollowsWithAResetToTheLatest()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync();
        using var release = new ManualResetEventSlim();
        var actions = new ConcurrentQueue<NotifyCollectionChangedAction>();
        var last = new TaskCompletionSource();
        notes.CollectionChanged += (_, edited) =>
        {
            Assert.True(release.Wait(TimeSpan.FromSeconds(30)));
            actions.Enqueue(edited.Action);
            if (notes[0].Text == "505")
            {
                last.TrySetResult();
            }
        };
        for (var seq = 6; seq <= 505; seq++)
        {
            await connection.SendAsync(Changed(seq, seq - 1, 2, Update(0, 1, $"{seq}")));
        }

        await notes.WhenAsync(_ => notes.Version?.Seq == 505);
        release.Set();
        await last.Task.Within();
        Assert.Equal(Enumerable.Repeat(NotifyCollectionChangedAction.Replace, 63).Append(NotifyCollectionChangedAction.Reset), actions);
    }

    [Fact]
    public async Task CollectionChanged_DataDropped_IsAResetToNothing()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync();
        var reset = new TaskCompletionSource<int>();
        notes.CollectionChanged += (_, edited) => reset.TrySetResult(edited.Action == NotifyCollectionChangedAction.Reset ? notes.Count : -1);
        await connection.SendAsync(Error(SyncErrorCodes.Forbidden, subscriptionId: "s1"));

        Assert.Equal(0, await reset.Task.Within());
        Assert.Null(notes.DataOrDefault);
    }

    [Fact]
    public async Task PropertyChanged_OnlyTheTotalChanges_TellsOfTheDataNotOfTheList()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync();
        var names = new ConcurrentQueue<string?>();
        var done = new TaskCompletionSource();
        notes.PropertyChanged += (_, changed) =>
        {
            names.Enqueue(changed.PropertyName);
            if (changed.PropertyName == nameof(notes.DataOrDefault))
            {
                done.SetResult();
            }
        };
        await connection.SendAsync(Changed(6, 5, 40));

        await done.Task.Within();
        Assert.Equal(["State", "Version", "DataOrDefault"], names);
        Assert.Equal(40, notes.DataOrDefault!.Count);
    }

    [Fact]
    public async Task CollectionChanged_HandlerThrows_OthersAreCalledAndTheListGoesOn()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync();
        var seen = new TaskCompletionSource<int>();
        notes.CollectionChanged += (_, _) => throw new InvalidOperationException("Oops.");
        notes.CollectionChanged += (_, _) =>
        {
            if (notes.Count == 1)
            {
                seen.SetResult(notes[0].Id);
            }
        };
        await connection.SendAsync(Changed(6, 5, 1, Insert(0, 3, "c"), Remove(1, 1), Remove(1, 2)));

        Assert.Equal(3, await seen.Task.Within());
    }

    [Fact]
    public async Task List_ToItsHolder_IsReadOnly()
    {
        await using var scripted = new ScriptedClient();
        var (notes, _) = await scripted.SyncedPageAsync();
        IList bound = notes;

        Assert.True(bound.IsReadOnly);
        Assert.Equal(1, bound.IndexOf(new Note(2, "b")));
        Assert.Throws<NotSupportedException>(() => bound.Add(new Note(3, "c")));
        Assert.Throws<NotSupportedException>(bound.Clear);
        Assert.IsAssignableFrom<INotifyPropertyChanged>(notes);
    }
}
