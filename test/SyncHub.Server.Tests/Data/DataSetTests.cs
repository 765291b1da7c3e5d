using SyncHub.Server.Log;
using SyncHub.Server.Tests.Model;

namespace SyncHub.Server.Tests.Data;

public sealed class DataSetTests : IDisposable
{
    private readonly DataSetScene<Note, string> _scene = new();

    private DataSet<Note, string> Notes => _scene.Set;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Add_NewKey_IsKeptAndLogged()
    {
        var added = await Notes.AddAsync(new Note { Id = "a", Text = "one" });

        Assert.Equal("one", added.Text);
        Assert.Equal("one", Notes.Get("a")!.Text);
        var change = Assert.Single(await _scene.EntriesAsync()).Change;
        Assert.Equal((ChangeKind.Add, "a", "Note"), (change.Kind, change.Key.Text, change.Model));
        Assert.Equal("""{"id":"a","text":"one","stars":0,"author":null}""", change.After.ToString());
    }

    [Fact]
    public async Task Update_SomeProperties_LogsTheseOnly()
    {
        await Notes.AddAsync(new Note { Id = "a", Text = "one", Stars = 3, Author = "x" });

        var updated = await Notes.UpdateAsync(new Note { Id = "a", Text = "two", Stars = 3 });

        Assert.Null(updated.Author);
        var change = (await _scene.EntriesAsync(after: 1)).Single().Change;
        Assert.Equal(ChangeKind.Update, change.Kind);
        Assert.Equal("""{"text":"two","author":null}""", change.Delta.ToString());
    }

    [Fact]
    public async Task UpdateAndPatch_NothingDiffers_LeaveTheLogAlone()
    {
        await Notes.AddAsync(new Note { Id = "a", Text = "one" });
        var head = await _scene.HeadAsync();

        var updated = await Notes.UpdateAsync(new Note { Id = "a", Text = "one" });
        var patched = await Notes.PatchAsync("a", note => note.Stars = 0);
        await Notes.CommitAsync(_ => { });

        Assert.Equal(("one", "one"), (updated.Text, patched.Text));
        Assert.Equal(head, await _scene.HeadAsync());
    }

    [Fact]
    public async Task Patch_ByCallback_ChangesACopy()
    {
        await Notes.AddAsync(new Note { Id = "a", Text = "one" });
        Note? given = null;

        var patched = await Notes.PatchAsync("a", note =>
        {
            given = note;
            note.Stars = 5;
        });
        given!.Text = "changed behind its back";
        patched.Text = "changed too";

        Assert.Equal((5, "one"), (Notes.Get("a")!.Stars, Notes.Get("a")!.Text));
        Assert.Equal("""{"stars":5}""", (await _scene.EntriesAsync(after: 1)).Single().Change.Delta.ToString());
    }

    [Fact]
    public async Task Patch_Record_TakesWhatIsReturned()
    {
        using var scene = new DataSetScene<Tag, int>();
        await scene.Set.AddAsync(new Tag(1, "red", "#f00"));

        var patched = await scene.Set.PatchAsync(1, tag => tag with { Colour = null });

        Assert.Equal(new Tag(1, "red"), patched);
        Assert.Equal(patched, scene.Set.Get(1));
        Assert.Equal("""{"colour":null}""", (await scene.EntriesAsync(after: 1)).Single().Change.Delta.ToString());
    }

    [Fact]
    public async Task Remove_Existing_ReturnsItAndIsLogged()
    {
        await Notes.AddAsync(new Note { Id = "a", Text = "one" });

        var removed = await Notes.RemoveAsync("a");

        Assert.Equal("one", removed.Text);
        Assert.Null(Notes.Get("a"));
        var change = (await _scene.EntriesAsync(after: 1)).Single().Change;
        Assert.Equal(ChangeKind.Remove, change.Kind);
        Assert.Contains("one", change.Before.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyWrite_EntityHandedInOrOut_IsNotShared()
    {
        var given = new Note { Id = "a", Text = "one" };
        var added = await Notes.AddAsync(given);
        given.Text = "in";
        added.Text = "out";
        Notes.Get("a")!.Text = "get";
        Notes.Find(_ => true)[0].Text = "find";
        Notes.Find(note =>
        {
            note.Text = "predicate";
            return true;
        });
        (await Notes.UpdateAsync(new Note { Id = "a", Text = "one" })).Text = "update";

        Assert.Equal("one", Notes.Get("a")!.Text);
    }

    [Fact]
    public async Task Find_Predicate_ReturnsWhatItAccepts()
    {
        for (var number = 0; number < 20; number++)
        {
            await Notes.AddAsync(new Note { Id = $"n{number}", Stars = number });
        }

        Assert.Equal([16, 17, 18, 19], Notes.Find(note => note.Stars > 15).Select(note => note.Stars).Order());
        Assert.Empty(Notes.Find(_ => false));
    }

    [Fact]
    public async Task Add_TakenKey_ThrowsNamingIt()
    {
        await Notes.AddAsync(new Note { Id = "a", Text = "one" });

        var exception = await Assert.ThrowsAsync<EntityExistsException>(() => Notes.AddAsync(new Note { Id = "a", Text = "two" }));

        Assert.Equal(("Note", "a"), (exception.Model, exception.Key.Text));
        Assert.Contains("'Note' already has an entity with the key 'a'", exception.Message, StringComparison.Ordinal);
        Assert.Equal("one", Notes.Get("a")!.Text);
        Assert.Single(await _scene.EntriesAsync());
    }

    [Fact]
    public async Task AnyChange_MissingKey_ThrowsNamingIt()
    {
        Func<Task>[] writes =
        [
            () => Notes.UpdateAsync(new Note { Id = "ghost" }),
            () => Notes.PatchAsync("ghost", _ => { }),
            () => Notes.PatchAsync("ghost", note => note),
            () => Notes.PatchAsync("ghost", default(System.Text.Json.JsonElement)),
            () => Notes.RemoveAsync("ghost"),
        ];

        foreach (var write in writes)
        {
            var exception = await Assert.ThrowsAsync<EntityNotFoundException>(write);
            Assert.Equal(("Note", "ghost"), (exception.Model, exception.Key.Text));
            Assert.Contains("'Note' has no entity with the key 'ghost'", exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await _scene.HeadAsync()).Seq);
    }

    [Fact]
    public async Task AnyCall_Null_Throws()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => Notes.AddAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Notes.UpdateAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Notes.PatchAsync(null!, _ => { }));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Notes.PatchAsync("a", (Action<Note>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Notes.PatchAsync("a", (Func<Note, Note>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Notes.RemoveAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Notes.CommitAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Notes.CommitAsync(batch => batch.Add(null!)));
        Assert.Throws<ArgumentNullException>(() => Notes.Get(null!));
        Assert.Throws<ArgumentNullException>(() => Notes.Find((Func<Note, bool>)null!));
    }

    [Fact]
    public async Task Add_NoValidKey_ThrowsWithTheWayOut()
    {
        var empty = await Assert.ThrowsAnyAsync<ArgumentException>(() => Notes.AddAsync(new Note { Text = "x" }));
        var missing = await Assert.ThrowsAnyAsync<ArgumentException>(() => Notes.AddAsync(new Note { Id = null! }));

        Assert.Contains("cannot be a key of model 'Note'", empty.Message, StringComparison.Ordinal);
        Assert.Contains("'id' is null", missing.Message, StringComparison.Ordinal);
        Assert.Null(Notes.Get(""));
    }

    [Fact]
    public async Task Patch_ChangedKeyOrNull_ThrowsAndChangesNothing()
    {
        await Notes.AddAsync(new Note { Id = "a", Text = "one" });

        var changed = await Assert.ThrowsAsync<EntityPatchException>(() => Notes.PatchAsync("a", note => note.Id = "b"));
        var unset = await Assert.ThrowsAsync<EntityPatchException>(() => Notes.PatchAsync("a", note => note.Id = null!));
        var nothing = await Assert.ThrowsAsync<EntityPatchException>(() => Notes.PatchAsync("a", _ => null!));

        Assert.Equal(("id", "id", null), (changed.Property, unset.Property, nothing.Property));
        Assert.Contains("cannot change from 'a' to 'b'", changed.Message, StringComparison.Ordinal);
        Assert.Equal("one", Notes.Get("a")!.Text);
        Assert.Single(await _scene.EntriesAsync());
    }

    [Fact]
    public async Task Patch_CallbackThrows_ChangesNothing()
    {
        await Notes.AddAsync(new Note { Id = "a", Text = "one" });

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Notes.PatchAsync("a", note =>
        {
            note.Text = "two";
            throw new InvalidTimeZoneException();
        }));

        Assert.Equal("one", Notes.Get("a")!.Text);
        await Notes.PatchAsync("a", note => note.Stars = 1);
        Assert.Equal("""{"stars":1}""", (await _scene.EntriesAsync(after: 1)).Single().Change.Delta.ToString());
    }

    [Fact]
    public async Task AnyWrite_LogFails_ChangesNothingAndTheNextWriteWorks()
    {
        await Notes.AddAsync(new Note { Id = "a", Text = "one" });
        _scene.Log.Failure = new IOException("the log is down");
        Func<Task>[] writes =
        [
            () => Notes.AddAsync(new Note { Id = "b" }),
            () => Notes.UpdateAsync(new Note { Id = "a", Text = "two" }),
            () => Notes.PatchAsync("a", note => note.Text = "three"),
            () => Notes.RemoveAsync("a"),
            () => Notes.CommitAsync(batch => batch.Add(new Note { Id = "c" })),
        ];
        foreach (var write in writes)
        {
            await Assert.ThrowsAsync<IOException>(write);
            Assert.Equal("one", Assert.Single(Notes.Find(_ => true)).Text);
        }

        _scene.Log.Failure = null;
        await Notes.AddAsync(new Note { Id = "b" });

        Assert.Equal(2, (await _scene.HeadAsync()).Seq);
    }

    [Fact]
    public async Task Add_BinaryKeys_AreEqualByContent()
    {
        using var scene = new DataSetScene<Blob, byte[]>();
        await scene.Set.AddAsync(new Blob { Id = [1, 2], Size = 1 });

        await Assert.ThrowsAsync<EntityExistsException>(() => scene.Set.AddAsync(new Blob { Id = [1, 2] }));
        await scene.Set.PatchAsync([1, 2], blob => blob.Size = 2);

        Assert.Equal(2, scene.Set.Get([1, 2])!.Size);
        Assert.Null(scene.Set.Get([2, 1]));
        Assert.Equal("""{"size":2}""", (await scene.EntriesAsync(after: 1)).Single().Change.Delta.ToString());
    }

    [Fact]
    public async Task Add_CancelledBeforeItsTurn_ChangesNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Notes.AddAsync(new Note { Id = "a" }, new CancellationToken(canceled: true)));

        Assert.Null(Notes.Get("a"));
    }

    public sealed class Blob
    {
        public byte[] Id { get; set; } = [];

        public int Size { get; set; }
    }
}
