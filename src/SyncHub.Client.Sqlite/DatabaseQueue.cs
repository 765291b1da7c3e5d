using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace SyncHub.Client.Sqlite;

/// <summary>Runs what is to be done with the file, one after the other: SQLite blocks, and whoever asks must not.</summary>
internal sealed class DatabaseQueue : IAsyncDisposable
{
    private const int Capacity = 256;

    private readonly Channel<Action> _work = Channel.CreateBounded<Action>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly DatabaseFile _file;
    private readonly CacheTable _table;
    private readonly Task _running;

    public DatabaseQueue(DatabaseFile file, CacheTable table)
    {
        _file = file;
        _table = table;
        _running = Task.Run(RunAsync);
    }

    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public async ValueTask<TResult> RunAsync<TResult>(Func<CacheTable, SqliteConnection, TResult> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _work.Writer.WriteAsync(() => Run(work, done, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteCacheStore));
        }

        return await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _running.ConfigureAwait(false);
    }

    private void Run<TResult>(Func<CacheTable, SqliteConnection, TResult> work, TaskCompletionSource<TResult> done, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            done.TrySetCanceled(cancellationToken);
            return;
        }

        try
        {
            done.SetResult(_file.Use(connection => work(_table, connection)));
        }
#pragma warning disable CA1031 // The caller waits for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            done.SetException(exception);
        }
    }

    private async Task RunAsync()
    {
        await foreach (var work in _work.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            work();
        }

        _file.Dispose();
    }
}
