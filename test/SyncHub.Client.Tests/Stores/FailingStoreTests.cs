using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Stores;

/// <summary>A store that throws, or does not answer, costs nothing but itself.</summary>
public sealed class FailingStoreTests
{
    private readonly StoreScene _scene = new();

    [Theory]
    [InlineData("get", false)]
    [InlineData("get", true)]
    [InlineData("set", false)]
    [InlineData("set", true)]
    [InlineData("remove", false)]
    [InlineData("remove", true)]
    public async Task Store_ThrowsAtEachCall_ClientLivesAndSaysSoOnce(string failing, bool atOnce)
    {
        var failures = 0;
        var failed = new TaskCompletionSource();
        _scene.Store.OnCall = (call, _) =>
        {
            if (call != failing)
            {
                return Task.CompletedTask;
            }

            failures++;
            failed.TrySetResult();
            return atOnce ? throw new IOException("No disk.") : Task.FromException(new IOException("No disk."));
        };
        var scripted = _scene.Client();
        await _scene.Store.PutAsync(ScriptedStore.KeyOf(2), ScriptedStore.Entry("broken", scripted.Time.GetUtcNow()));
        await _scene.Store.PutAsync(ScriptedStore.KeyOf(3), ScriptedStore.Entry("broken", scripted.Time.GetUtcNow()));
        var (note, connection) = await scripted.SyncedAsync();
        await using var second = scripted.Client.SubscribeEntity<Note>(2);
        await connection.NextRequestAsync();
        await using var third = scripted.Client.SubscribeEntity<Note>(3);
        await connection.NextRequestAsync();
        await scripted.Time.WhenTimerArmedAsync(StoreScene.SaveDelay).Within();
        scripted.Time.Advance(StoreScene.SaveDelay);

        // What is stored next must not take the place of what is being stored.
        await failed.Task.Within();
        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "b" });
        await scripted.DisposeAsync();

        Assert.True(failures >= 2, $"{failures} calls failed.");
        Assert.Single(_scene.Log.Lines, line => line.Contains($"failed at '{failing}'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Store_NeverAnswers_IsReportedAtItsTimeAndDisposalDoesNotWaitForEver()
    {
        var overdue = new TaskCompletionSource();
        _scene.Store.OnCall = (_, token) =>
        {
            token.Register(() => overdue.TrySetResult());
            return new TaskCompletionSource().Task;
        };
        var scripted = _scene.Client();
        var (note, connection) = await scripted.SyncedAsync();
        scripted.Time.Advance(StoreScene.StoreTimeout);
        await overdue.Task.Within();
        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "b" });
        var disposing = scripted.DisposeAsync().AsTask();
        await scripted.Time.WhenTimerArmedAsync(due => due > TimeSpan.FromDays(1)).Within();
        Assert.False(disposing.IsCompleted);
        scripted.Time.Advance(StoreScene.StoreTimeout);
        await disposing.Within();

        Assert.Equal(["get"], _scene.Store.Calls);
        Assert.Single(_scene.Log.Lines, line => line.Contains("failed at 'get'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Store_GivesUpWhenItIsOverdue_NextCallFollows()
    {
        var isSlow = true;
        _scene.Store.OnCall = async (_, token) =>
        {
            if (isSlow)
            {
                isSlow = false;
                await new TaskCompletionSource().Task.WaitAsync(token);
            }
        };
        await using var scripted = _scene.Offline(new TaskCompletionSource().Task);
        await _scene.PutAsync(scripted, "one", 1);
        await _scene.PutAsync(scripted, "two", 2);
        await using var one = scripted.Client.SubscribeEntity<Note>(1);
        await using var two = scripted.Client.SubscribeEntity<Note>(2);
        await scripted.Time.WhenTimerArmedAsync(due => due > TimeSpan.FromDays(1)).Within();
        scripted.Time.Advance(StoreScene.StoreTimeout);

        await two.WhenAsync(state => state is SyncState<Note?>.Cached { Data.Text: "two" });
        Assert.IsType<SyncState<Note?>.Connecting>(one.State);
    }

    [Fact]
    public async Task ClearCache_StoreFails_Throws()
    {
        await using var scripted = _scene.Client();
        _scene.Store.OnCall = (call, _) => call == "clear" ? throw new IOException("No disk.") : Task.CompletedTask;

        var exception = await Assert.ThrowsAsync<SyncException>(() => scripted.Client.ClearCacheAsync().Within());

        Assert.Equal(SyncClientErrorCodes.CacheFailed, exception.Error.Code);
        Assert.Contains("No disk.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_Throws_NothingIsShownOrStored()
    {
        var scripted = _scene.Client(options => options.Cache.User = () => throw new InvalidOperationException("Nobody knows."));
        await _scene.PutAsync(scripted, "stored");
        await scripted.SyncedAsync();
        await scripted.DisposeAsync();

        Assert.Empty(_scene.Store.Calls);
        Assert.Single(_scene.Log.Lines, line => line.Contains("failed at 'user'", StringComparison.Ordinal));
    }
}
