using Npgsql;
using SyncHub.Postgres.Tables;

namespace SyncHub.Postgres.Following;

/// <summary>A connection that waits for notifications and puts them on the board. When it ends, the board is called, so that somebody notices.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _waiting;

    private Listener(NpgsqlConnection connection, NewsBoard board)
    {
        _connection = connection;
        _waiting = WaitAsync(board);
    }

    public static async Task<Listener> StartAsync(LogDatabase database, LogTables tables, NewsBoard board, bool hearsNews, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (hearsNews)
            {
                connection.Notification += (_, notification) => board.Post(HeadNews.Parse(notification.Payload));
            }

            await connection.RunAsync($"LISTEN {tables.Channel}", cancellationToken).ConfigureAwait(false);
            return new Listener(connection, board);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Throws what ended the wait, if it has ended.</summary>
    public Task CheckAsync() => _waiting.IsCompleted ? _waiting : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _connection.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WaitAsync(NewsBoard board)
    {
        try
        {
            while (true)
            {
                await _connection.WaitAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            board.Look();
        }
    }
}
