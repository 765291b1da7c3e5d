using Npgsql;

namespace SyncHub.Postgres.Tables;

/// <summary>Opens the log's connections, and makes its tables.</summary>
internal sealed class LogDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly LogTables _tables;

    public LogDatabase(string connectionString, LogTables tables, TimeSpan responseTimeout)
    {
        _tables = tables;
        var seconds = (int)Math.Ceiling(responseTimeout.TotalSeconds);
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            // Each is held for as long as it lasts. One that broke must not be handed out again.
            Pooling = false,
            Multiplexing = false,
            Enlist = false,
            Timeout = seconds,
            CommandTimeout = seconds,

            // Else a listening connection that is cut off by a firewall would never end.
            KeepAlive = Math.Max(1, seconds),
            ApplicationName = "SyncHub.Postgres",
        });
    }

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>Creates what is missing. Nodes that start at once take turns: PostgreSQL's own "if not exists" fails where two do it.</summary>
    public async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await connection.RunAsync("SELECT pg_advisory_xact_lock(hashtext($1))", cancellationToken, _tables.Channel).ConfigureAwait(false);
        await connection.RunAsync(_tables.CreateScript, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
