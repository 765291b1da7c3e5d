using SyncHub.Json;
using SyncHub.Server.Log;
using SyncHub.Server.Tests.Model;

namespace SyncHub.Server.Tests.Data;

public sealed class DataSetReadTests : IDisposable
{
    private readonly DataSetScene<Note, string> _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Read_BeforeAnyWrite_IsNullAtTheBeginning()
    {
        var row = await _scene.Set.ReadAsync("a", CancellationToken.None);

        Assert.True(row.Body.IsNull);
        Assert.Equal(await _scene.HeadAsync(), row.Position);
    }

    [Fact]
    public async Task Read_AfterEachWrite_IsTheRowAtTheHead()
    {
        await _scene.Set.AddAsync(new Note { Id = "a", Text = "one" });
        await AssertReadsAsync("""{"id":"a","text":"one","stars":0,"author":null}""");
        await _scene.Set.AddAsync(new Note { Id = "b" });
        await AssertReadsAsync("""{"id":"a","text":"one","stars":0,"author":null}""");
        await _scene.Set.RemoveAsync("a");
        await AssertReadsAsync("null");
    }

    [Fact]
    public async Task Read_WhileAWriteIsOnItsWayBackFromTheLog_IsTheRowBeforeAtThePositionBefore()
    {
        await _scene.Set.AddAsync(new Note { Id = "a", Text = "one" });
        var before = await _scene.Set.ReadAsync("a", CancellationToken.None);
        var returns = new TaskCompletionSource();
        _scene.Log.AfterAppend = () => returns.Task;

        var write = _scene.Set.PatchAsync("a", note => note.Text = "two");

        Assert.Equal(2, (await _scene.HeadAsync()).Seq);
        Assert.Equal(before, await _scene.Set.ReadAsync("a", CancellationToken.None));
        returns.SetResult();
        await write;
        Assert.Equal(2, (await _scene.Set.ReadAsync("a", CancellationToken.None)).Position!.Value.Seq);
    }

    [Fact]
    public async Task Read_FirstOfAllWhileTheFirstWriteIsUnderWay_WaitsForItsOutcome()
    {
        var returns = new TaskCompletionSource();
        _scene.Log.AfterAppend = () => returns.Task;
        var write = _scene.Set.AddAsync(new Note { Id = "a" });
        var read = _scene.Set.ReadAsync("a", CancellationToken.None).AsTask();
        Assert.False(read.IsCompleted);

        returns.SetResult();
        await write;

        var row = await read;
        Assert.Equal(1, row.Position!.Value.Seq);
        Assert.False(row.Body.IsNull);
    }

    [Fact]
    public async Task Read_RacingWriters_IsAlwaysExactlyTheLogUpToItsPosition()
    {
        _scene.Log.YieldAroundAppends();
        var reads = new List<(RawJson Body, LogHead Position)>();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; number < 500; number++)
            {
                await _scene.Set.CommitAsync(batch =>
                {
                    if (number % 5 == 0 && _scene.Set.Get("a") is not null)
                    {
                        batch.Remove("a");
                    }
                    else if (_scene.Set.Get("a") is null)
                    {
                        batch.Add(new Note { Id = "a", Text = $"{writer}:{number}" });
                    }
                    else
                    {
                        batch.Patch("a", note => note.Text = $"{writer}:{number}");
                    }
                });
            }
        })));
        do
        {
            var row = await _scene.Set.ReadAsync("a", CancellationToken.None);
            reads.Add((row.Body, row.Position!.Value));
            await Task.Yield();
        }
        while (!writing.IsCompleted);

        await writing;
        var entries = await _scene.EntriesAsync();
        Assert.All(reads, read => Assert.Equal(
            read.Position.Seq == 0 || entries[(int)read.Position.Seq - 1].Change is { Kind: ChangeKind.Remove }
                ? RawJson.Null
                : entries[(int)read.Position.Seq - 1].Change.After,
            read.Body));
    }

    private async Task AssertReadsAsync(string body)
    {
        var row = await _scene.Set.ReadAsync("a", CancellationToken.None);
        Assert.Equal(body, row.Body.ToString());
        Assert.Equal(await _scene.HeadAsync(), row.Position);
    }
}
