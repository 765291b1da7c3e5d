using System.Collections.Concurrent;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Dispatch;

public sealed class CallbackTests
{
    [Fact]
    public async Task Handler_Throws_IsReportedAndOthersAreCalled()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var reported = new TaskCompletionSource<CallbackFailed>();
        var called = new TaskCompletionSource<string?>();
        scripted.Client.CallbackFailed += (_, failed) =>
        {
            reported.TrySetResult(failed);
            throw new InvalidOperationException("This one too.");
        };
        note.StateChanged += (_, _) => throw new InvalidOperationException("Oops.");
        note.StateChanged += (_, _) => called.TrySetResult(note.DataOrDefault?.Text);
        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));

        Assert.Equal("b", await called.Task.Within());
        Assert.Equal("Oops.", (await reported.Task.Within()).Exception.Message);
        Assert.Equal("StateChanged", (await reported.Task.Within()).Callback);
        await connection.SendAsync(Updated("""{"text":"c"}""", 7, 6));
        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "c" });
    }

    [Fact]
    public async Task Handler_Blocks_ReceivingGoesOnAndTheLatestIsDelivered()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        using var release = new ManualResetEventSlim();
        var seen = new ConcurrentQueue<string>();
        var last = new TaskCompletionSource();
        note.StateChanged += (_, state) =>
        {
            Assert.True(release.Wait(TimeSpan.FromSeconds(30)));
            seen.Enqueue(((SyncState<Note?>.Synced)state).Data!.Text);
            if (seen.Last() == "505")
            {
                last.SetResult();
            }
        };
        for (var seq = 6; seq <= 505; seq++)
        {
            await connection.SendAsync(Updated($$"""{"text":"{{seq}}"}""", seq, seq - 1));
        }

        await note.WhenAsync(state => state is SyncState<Note?>.Synced { Data.Text: "505" });
        release.Set();
        await last.Task.Within();
        Assert.InRange(seen.Count, 2, 65);
        Assert.Equal(seen.Select(int.Parse).Order(), seen.Select(int.Parse));
    }

    [Fact]
    public async Task Handler_DisposesTheClientAndWaits_DoesNotDeadlock()
    {
        await using var scripted = new ScriptedClient();
        var (note, connection) = await scripted.SyncedAsync();
        var done = new TaskCompletionSource();
        note.StateChanged += (_, _) =>
        {
            scripted.Client.DisposeAsync().AsTask().Wait();
            done.SetResult();
        };
        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));

        await done.Task.Within();
    }

    [Fact]
    public async Task Handlers_WithAContext_RunThereInOrder()
    {
        var context = new PumpContext();
        await using var scripted = new ScriptedClient(options => options.SynchronizationContext = context);
        var (note, connection) = await scripted.SyncedAsync();
        var seen = new ConcurrentQueue<(string, SynchronizationContext?)>();
        var done = new TaskCompletionSource();
        note.StateChanged += (_, state) =>
        {
            seen.Enqueue((((SyncState<Note?>.Synced)state).Data!.Text, SynchronizationContext.Current));
            if (seen.Count == 10)
            {
                done.SetResult();
            }
        };
        for (var seq = 6; seq < 16; seq++)
        {
            await connection.SendAsync(Updated($$"""{"text":"{{seq}}"}""", seq, seq - 1));
        }

        await done.Task.Within();
        Assert.Equal(Enumerable.Range(6, 10).Select(seq => ($"{seq}", (SynchronizationContext?)context)), seen);
    }

    [Fact]
    public async Task DisposeAsync_ContextThatNeverRuns_DoesNotHang()
    {
        var scripted = new ScriptedClient(options => options.SynchronizationContext = new DeadContext());
        var (note, connection) = await scripted.SyncedAsync();
        note.StateChanged += (_, _) => { };
        await connection.SendAsync(Updated("""{"text":"b"}""", 6, 5));
        await scripted.SettledAsync();

        await scripted.DisposeAsync().AsTask().Within();
    }

    private sealed class PumpContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ =>
        {
            SetSynchronizationContext(this);
            d(state);
            SetSynchronizationContext(null);
        });
    }

    private sealed class DeadContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
