using Npgsql;
using SyncHub.Postgres.Following;
using SyncHub.Postgres.Tables;
using SyncHub.Server.Log;
using SyncHub.Server.Log.Remote;
using SyncHub.Server.Model;

namespace SyncHub.Postgres.Appending;

/// <summary>
/// Numbers commits, stores and notifies them in one transaction, or says why not and changes nothing. The heads of their models are locked until
/// it has ended: so the order of numbers is the order in which transactions end, and no reader sees a number before the one it follows. They are
/// locked in the order of names, by everyone, so that transactions wait for each other in no circle.
/// </summary>
internal sealed class AppendTransaction(LogTables tables, string node, IReadOnlyDictionary<string, ChangeRetention> retentions, PostgresGuards guards, TimeProvider time)
{
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <param name="connection">The connection; its transaction is over when this returns.</param>
    /// <param name="epoch">The epoch that the mirror is in.</param>
    /// <param name="commits">In their order, numbered without a hole.</param>
    /// <param name="cancellationToken">Leaves open whether they were appended.</param>
    public async Task<AppendOutcome> RunAsync(NpgsqlConnection connection, string epoch, IReadOnlyList<SentCommit> commits, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        string[] models = [.. commits.SelectMany(commit => commit.Parts).Select(part => part.Model).Distinct(StringComparer.Ordinal)];
        var locked = await LockAsync(connection, models, epoch, commits.Count, cancellationToken).ConfigureAwait(false);
        if (locked is null)
        {
            return new AppendOutcome.OtherEpoch();
        }

        if (guards.HasFlag(PostgresGuards.CommitNumbers) && commits[0].Number > locked.LastNumber + 1)
        {
            return new AppendOutcome.Gap(locked.LastNumber);
        }

        // A clock that is set back, or is behind another node's, must not make a later change look earlier.
        var now = time.GetUtcNow();
        var at = Math.Max(Math.Max(now.UtcTicks, _last.UtcTicks), locked.Heads.Values.Max(head => head.At));
        var known = commits.TakeWhile(commit => commit.Number <= locked.LastNumber).Count();
        var placed = new List<(PendingCommit, IReadOnlyDictionary<string, LogHead>)>(commits.Count);
        foreach (var commit in commits.Take(known))
        {
            placed.Add((commit.Commit, HeadsOf(commit, locked.Heads, epoch)));
        }

        if (known < commits.Count)
        {
            var heads = new Dictionary<string, HeadRow>(locked.Heads, StringComparer.Ordinal);
            var rows = new EntryRows(node, at);
            foreach (var commit in commits.Skip(known))
            {
                foreach (var part in commit.Parts)
                {
                    var head = heads[part.Model];
                    heads[part.Model] = head with { Seq = head.Seq + part.Changes, At = at, Bytes = head.Bytes + part.RowBytes };
                    rows.Add(part, head.Seq + 1, commit.Number);
                }

                placed.Add((commit.Commit, HeadsOf(commit, heads, epoch)));
            }

            await StoreAsync(connection, epoch, heads, rows, locked.Oldest, commits[^1].Number, now, cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        _last = new DateTimeOffset(at, TimeSpan.Zero);
        return new AppendOutcome.Appended(known, placed);
    }

    private static Dictionary<string, LogHead> HeadsOf(SentCommit commit, IReadOnlyDictionary<string, HeadRow> heads, string epoch) => commit.Parts.ToDictionary(
        part => part.Model, part => new LogHead(epoch, heads[part.Model].Seq, new DateTimeOffset(heads[part.Model].At, TimeSpan.Zero)), StringComparer.Ordinal);

    // Each statement sees what was committed before it began; all but the first begin when the heads are this transaction's.
    private async Task<Locked?> LockAsync(NpgsqlConnection connection, string[] models, string epoch, int commits, CancellationToken cancellationToken)
    {
        if (!guards.HasFlag(PostgresGuards.LockOrder))
        {
            foreach (var model in models)
            {
                await connection.RunAsync($"SELECT FROM {tables.Heads} WHERE model = $1 FOR UPDATE", cancellationToken, model).ConfigureAwait(false);
            }
        }

        await using var batch = connection.Batch(
            Commands.With($"SELECT model, seq, at, floor, bytes FROM {tables.Heads} WHERE model = ANY ($1) AND epoch = $2 ORDER BY model FOR UPDATE", models, epoch),
            Commands.With($"SELECT number FROM {tables.Nodes} WHERE node = $1 AND epoch = $2", node, epoch),
            Commands.With(
                $"""
                SELECT given.model, old.last_seq, old.at, old.row_bytes FROM unnest($1) AS given (model)
                CROSS JOIN LATERAL (SELECT last_seq, at, row_bytes FROM {tables.Entries} WHERE model = given.model ORDER BY last_seq LIMIT $2) AS old
                ORDER BY old.last_seq
                """,
                models,
                (long)commits * Trimming.EntriesPerCommit));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var heads = new Dictionary<string, HeadRow>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            heads.Add(reader.GetString(0), new HeadRow(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)));
        }

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var lastNumber = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetInt64(0) : 0;
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var oldest = new List<(string Model, OldEntry Entry)>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            oldest.Add((reader.GetString(0), new OldEntry(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3))));
        }

        return heads.Count == models.Length ? new Locked(heads, lastNumber, oldest.ToLookup(old => old.Model, old => old.Entry, StringComparer.Ordinal)) : null;
    }

    private async Task StoreAsync(
        NpgsqlConnection connection, string epoch, Dictionary<string, HeadRow> heads, EntryRows rows, ILookup<string, OldEntry> oldest, long number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var trimmed = heads.Select(head => (Model: head.Key, Row: Trimming.Apply(head.Value, oldest[head.Key], retentions[head.Key], now))).ToList();
        string[] models = [.. trimmed.Select(head => head.Model)];
        long[] floors = [.. trimmed.Select(head => head.Row.Floor)];
        var news = new HeadNews(epoch, trimmed.ToDictionary(head => head.Model, head => head.Row.Seq, StringComparer.Ordinal));
        await using var batch = connection.Batch(
            rows.Insert(tables),
            Commands.With(
                $"""
                UPDATE {tables.Heads} AS head SET seq = given.seq, at = given.at, floor = given.floor, bytes = given.bytes
                FROM unnest($1, $2, $3, $4, $5) AS given (model, seq, at, floor, bytes) WHERE head.model = given.model
                """,
                models,
                trimmed.Select(head => head.Row.Seq).ToArray(),
                trimmed.Select(head => head.Row.At).ToArray(),
                floors,
                trimmed.Select(head => head.Row.Bytes).ToArray()),
            Commands.With(
                $"DELETE FROM {tables.Entries} AS entry USING unnest($1, $2) AS given (model, floor) WHERE entry.model = given.model AND entry.last_seq <= given.floor", models, floors),
            Commands.With(
                $"INSERT INTO {tables.Nodes} (node, epoch, number) VALUES ($1, $2, $3) ON CONFLICT (node) DO UPDATE SET epoch = excluded.epoch, number = excluded.number", node, epoch, number),
            Commands.With("SELECT pg_notify($1, $2)", tables.Channel, news.ToPayload()));
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed record Locked(IReadOnlyDictionary<string, HeadRow> Heads, long LastNumber, ILookup<string, OldEntry> Oldest);
}
