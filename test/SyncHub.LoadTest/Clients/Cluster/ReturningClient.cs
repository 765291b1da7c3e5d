using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.Cluster;

namespace SyncHub.LoadTest.Clients.Cluster;

/// <summary>A client that comes back to another node when its own is gone, once.</summary>
internal sealed class ReturningClient(HeldSubscriptions held, Uri elsewhere, TimeSpan delay, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private Task _returning = Task.CompletedTask;

    public HeldSubscriptions Held => held;

    /// <summary>The connection as it is now.</summary>
    public RawConnection? Connection { get; private set; }

    /// <summary>When the connection was lost.</summary>
    public long Lost { get; private set; }

    /// <summary>When the wait after that was over.</summary>
    public long Due { get; private set; }

    /// <summary>When all was answered again.</summary>
    public long Synced { get; private set; }

    /// <summary>Completes when the client is back; fails where it could not come back.</summary>
    public Task Returning => _returning;

    public async Task OpenAsync(Uri url, CancellationToken cancellation)
    {
        await SubscribeAsync(url, cancellation);
        _returning = ReturnAsync(Connection!);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await CloseAsync();

        // It may have been on its way back, and have another by now.
        await _returning.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync();
        _ending.Dispose();
    }

    private async Task ReturnAsync(RawConnection lost)
    {
        await lost.Ended;
        _ending.Token.ThrowIfCancellationRequested();
        Lost = time.GetTimestamp();
        await Task.Delay(delay, time, _ending.Token);
        Due = time.GetTimestamp();
        await SubscribeAsync(elsewhere, _ending.Token);
        Synced = time.GetTimestamp();
    }

    private ValueTask CloseAsync() => Connection?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task SubscribeAsync(Uri url, CancellationToken cancellation)
    {
        var connection = await RawConnection.OpenAsync(url, narrowLink: false, cancellation);
        Connection = connection;
        connection.AnswerTaken = held.TakeAnswer;
        connection.Answers.Expect(held.Count);
        await connection.SendAsync(held.Request(), cancellation);
        await connection.Answers.All.WaitAsync(cancellation);
    }
}
