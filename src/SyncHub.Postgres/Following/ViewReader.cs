using System.Data;
using Npgsql;
using SyncHub.Postgres.Tables;
using SyncHub.Server.Log;

namespace SyncHub.Postgres.Following;

/// <summary>Reads the log's tables in one snapshot, so that a commit over several models is read as a whole.</summary>
internal sealed class ViewReader(LogTables tables)
{
    /// <param name="connection">The connection.</param>
    /// <param name="epoch">The mirror's epoch: in another one, all entries are read.</param>
    /// <param name="heads">The mirror's heads.</param>
    /// <param name="mostChanges">Models that lack more are not read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<LogView> ReadAsync(
        NpgsqlConnection connection, string epoch, IReadOnlyDictionary<string, LogHead> heads, int mostChanges, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        var (there, began, rows) = await ReadHeadsAsync(connection, [.. heads.Keys], cancellationToken).ConfigureAwait(false);
        var wanted = there == epoch
            ? rows.Where(row => row.Value.Seq > heads[row.Key].Seq && row.Value.Seq - heads[row.Key].Seq <= mostChanges).Select(row => (row.Key, heads[row.Key].Seq))
            : rows.Where(row => row.Value.Seq > 0).Select(row => (row.Key, Seq: 0L));
        var entries = await ReadEntriesAsync(connection, [.. wanted], cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new LogView(there, began, rows, entries);
    }

    private async Task<(string? Epoch, DateTimeOffset Began, Dictionary<string, LogHead> Heads)> ReadHeadsAsync(NpgsqlConnection connection, string[] models, CancellationToken cancellationToken)
    {
        await using var batch = connection.Batch(
            Commands.With($"SELECT epoch, began FROM {tables.Meta} WHERE epoch <> ''"),
            Commands.With($"SELECT model, head.epoch, seq, at FROM {tables.Heads} AS head JOIN {tables.Meta} AS meta ON head.epoch = meta.epoch WHERE model = ANY ($1)", (object)models));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        string? epoch = null;
        var began = DateTimeOffset.MinValue;
        if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            epoch = reader.GetString(0);
            began = Moment(reader.GetInt64(1));
        }

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var heads = new Dictionary<string, LogHead>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            heads.Add(reader.GetString(0), new LogHead(reader.GetString(1), reader.GetInt64(2), Moment(reader.GetInt64(3))));
        }

        return (epoch, began, heads);
    }

    // The entry that ends at the position comes without its payload: only its time is compared.
    private async Task<ILookup<string, EntryRow>> ReadEntriesAsync(NpgsqlConnection connection, (string Model, long After)[] wanted, CancellationToken cancellationToken)
    {
        var entries = new List<(string Model, EntryRow Row)>();
        if (wanted.Length > 0)
        {
            await using var batch = connection.Batch(Commands.With(
                $"""
                SELECT entry.model, first_seq, last_seq, at, node, number, CASE WHEN last_seq > given.after THEN payload END
                FROM unnest($1, $2) AS given (model, after) JOIN {tables.Entries} AS entry ON entry.model = given.model AND last_seq >= given.after
                ORDER BY entry.model, last_seq
                """,
                wanted.Select(model => model.Model).ToArray(),
                wanted.Select(model => model.After).ToArray()));
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var payload = await reader.IsDBNullAsync(6, cancellationToken).ConfigureAwait(false) ? null : reader.GetFieldValue<byte[]>(6);
                entries.Add((reader.GetString(0), new EntryRow(reader.GetInt64(1), reader.GetInt64(2), Moment(reader.GetInt64(3)), reader.GetString(4), reader.GetInt64(5), payload)));
            }
        }

        return entries.ToLookup(entry => entry.Model, entry => entry.Row, StringComparer.Ordinal);
    }

    private static DateTimeOffset Moment(long ticks) => new(ticks, TimeSpan.Zero);
}
