using Npgsql;
using SyncHub.Server.Log.Remote;

namespace SyncHub.Postgres;

/// <summary>Waits for the database at start, as the options say.</summary>
internal sealed class PostgresStartup(PostgresChangeLog log, string connectionString, PostgresLogOptions options, TimeProvider time)
    : LogStartup(options.StartTimeout, options.RequireAtStart, time)
{
    private readonly TimeSpan _timeout = options.StartTimeout;

    protected override string Failure =>
        $"SyncHub's change log is in PostgreSQL at {Where}, which was not in reach within {_timeout.TotalSeconds:0.#} s: {log.Health.Reason} Start it, correct AddPostgresLog(…), or set PostgresLogOptions.RequireAtStart to false to start without it.";

    private string Where
    {
        get
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            return $"{builder.Host}:{builder.Port}, database '{builder.Database}'";
        }
    }

    protected override Task WhenReadyAsync(CancellationToken cancellationToken) => log.WhenReadyAsync(cancellationToken);
}
