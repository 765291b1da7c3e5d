using System.Text.Json;
using SyncHub.Server.Log;
using SyncHub.Server.Tests.Model;

namespace SyncHub.Server.Tests.Data;

public sealed class DataSetBatchTests : IDisposable
{
    private readonly DataSetScene<Note, string> _scene = new();

    private DataSet<Note, string> Notes => _scene.Set;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Commit_SeveralWrites_AreOneCommitAndSeeEachOther()
    {
        await Notes.AddAsync(new Note { Id = "a", Text = "one" });
        using var stars = JsonDocument.Parse("""{"stars":4}""");

        await Notes.CommitAsync(
            batch =>
            {
                batch.Add(new Note { Id = "b", Text = "two" });
                Assert.Equal("two!", batch.Patch("b", note => note.Text += "!").Text);
                Assert.Equal(4, batch.Patch("b", stars.RootElement).Stars);
                batch.Patch("a", note => new Note { Id = note.Id, Text = "replaced" });
                batch.Update(new Note { Id = "a", Text = "updated" });
                Assert.Equal("updated", batch.Remove("a").Text);
                batch.Add(new Note { Id = "a", Text = "again" });
            },
            "m1");

        var entries = await _scene.EntriesAsync(after: 1);
        Assert.Equal(
            [ChangeKind.Add, ChangeKind.Update, ChangeKind.Update, ChangeKind.Update, ChangeKind.Update, ChangeKind.Remove, ChangeKind.Add],
            entries.Select(entry => entry.Change.Kind));
        Assert.All(entries, entry => Assert.Equal((2, 8, "m1"), (entry.CommitFirstSeq, entry.CommitSeq, entry.MutationId)));
        Assert.Equal(_scene.Bodies(), await _scene.ReplayAsync());
        Assert.Equal(("again", "two!"), (Notes.Get("a")!.Text, Notes.Get("b")!.Text));
    }

    [Fact]
    public async Task Commit_CallbackThrowsAtTheEnd_ChangesNothing()
    {
        await Notes.AddAsync(new Note { Id = "a", Text = "one" });
        var before = _scene.Bodies();

        await Assert.ThrowsAsync<EntityNotFoundException>(() => Notes.CommitAsync(batch =>
        {
            batch.Add(new Note { Id = "b" });
            batch.Patch("a", note => note.Text = "two");
            batch.Remove("ghost");
        }));

        Assert.Equal(before, _scene.Bodies());
        Assert.Equal(1, (await _scene.HeadAsync()).Seq);
    }

    [Fact]
    public async Task Commit_FailedWriteIsCaught_CommitsTheRest()
    {
        await Notes.AddAsync(new Note { Id = "a", Text = "one" });

        await Notes.CommitAsync(batch =>
        {
            Assert.Throws<EntityExistsException>(() => batch.Add(new Note { Id = "a", Text = "two" }));
            Assert.Throws<InvalidTimeZoneException>(() => batch.Patch("a", new Action<Note>(_ => throw new InvalidTimeZoneException())));
            batch.Add(new Note { Id = "b" });
        });

        Assert.Equal("b", Assert.Single(await _scene.EntriesAsync(after: 1)).Change.Key.Text);
        Assert.Equal("one", Notes.Get("a")!.Text);
    }

    [Fact]
    public async Task Commit_NothingDiffers_AppendsNothing()
    {
        await Notes.AddAsync(new Note { Id = "a", Text = "one" });

        await Notes.CommitAsync(batch =>
        {
            batch.Update(new Note { Id = "a", Text = "one" });
            batch.Patch("a", note => note.Stars = 0);
        });

        Assert.Equal(1, (await _scene.HeadAsync()).Seq);
    }

    [Fact]
    public async Task Batch_UsedAfterItsCallback_Throws()
    {
        DataSetBatch<Note, string>? kept = null;
        await Notes.CommitAsync(batch => kept = batch);

        Assert.Throws<InvalidOperationException>(() => kept!.Add(new Note { Id = "a" }));
        Assert.Throws<InvalidOperationException>(() => kept!.Update(new Note { Id = "a" }));
        Assert.Throws<InvalidOperationException>(() => kept!.Patch("a", _ => { }));
        Assert.Throws<InvalidOperationException>(() => kept!.Remove("a"));
        Assert.Empty(Notes.Find(_ => true));
    }
}
