using Npgsql;
using SyncHub.Server.Log;

namespace SyncHub.Postgres.Tables;

/// <summary>Begins epochs, and rows of models that the log has not known.</summary>
internal sealed class EpochTable(LogTables tables, IReadOnlyCollection<string> models)
{
    private readonly string[] _models = [.. models.Order(StringComparer.Ordinal)];

    /// <summary>
    /// Begins a new epoch in place of the one that was seen, unless somebody else has. It waits for appends that are under way, which then belong to
    /// the old one; what comes after finds the new one on the heads. Returns its name; null where there was another one already.
    /// </summary>
    public async Task<string?> BeginAsync(NpgsqlConnection connection, string? seen, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await connection.RunAsync($"INSERT INTO {tables.Meta} (id, epoch, began) VALUES (1, '', 0) ON CONFLICT DO NOTHING", cancellationToken).ConfigureAwait(false);
        if (await ReadEpochAsync(connection, cancellationToken).ConfigureAwait(false) != (seen ?? string.Empty))
        {
            return null;
        }

        // The names of epochs go into notifications, and nowhere are two of them compared but for being equal.
        var epoch = LogEpoch.New();
        await using var batch = connection.Batch(
            Commands.With($"SELECT model FROM {tables.Heads} ORDER BY model FOR UPDATE"),
            Commands.With($"DELETE FROM {tables.Entries}"),
            Commands.With($"DELETE FROM {tables.Nodes}"),
            Commands.With(
                $"UPDATE {tables.Meta} SET epoch = $1, began = greatest($2, began, (SELECT max(at) FROM {tables.Heads}))", epoch, now.UtcTicks),
            Commands.With($"UPDATE {tables.Heads} SET epoch = $1, seq = 0, at = (SELECT began FROM {tables.Meta}), floor = 0, bytes = 0", epoch),
            Commands.With(AddModels, (object)_models),
            Commands.With("SELECT pg_notify($1, $2)", tables.Channel, epoch));
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return epoch;
    }

    /// <summary>Adds a head for each model that has none. No epoch begins meanwhile: a head must not be of another than the rest.</summary>
    public async Task AddModelsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await connection.RunAsync($"SELECT FROM {tables.Meta} FOR SHARE", cancellationToken).ConfigureAwait(false);
        await connection.RunAsync(AddModels, cancellationToken, (object)_models).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private string AddModels => $"""
        INSERT INTO {tables.Heads} (model, epoch, seq, at, floor, bytes)
        SELECT model, epoch, 0, began, 0, 0 FROM {tables.Meta}, unnest($1) AS given (model) ORDER BY model
        ON CONFLICT DO NOTHING
        """;

    private async Task<string?> ReadEpochAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = connection.Batch(Commands.With($"SELECT epoch FROM {tables.Meta} FOR UPDATE"));
        return (string?)await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
