using Npgsql;
using SyncHub.Postgres.Tables;
using SyncHub.Server.Log.Remote;

namespace SyncHub.Postgres.Appending;

/// <summary>The entries that one transaction adds.</summary>
internal sealed class EntryRows(string node, long at)
{
    private readonly List<(PendingPart Part, long FirstSeq, long Number)> _rows = [];

    public void Add(PendingPart part, long firstSeq, long number) => _rows.Add((part, firstSeq, number));

    /// <summary>Inserts all of them, as columns, so that the statement's text is always the same.</summary>
    public NpgsqlBatchCommand Insert(LogTables tables) => Commands.With(
        $"""
        INSERT INTO {tables.Entries} (model, first_seq, last_seq, row_bytes, number, payload, at, node)
        SELECT given.*, $7, $8 FROM unnest($1, $2, $3, $4, $5, $6) AS given
        """,
        _rows.Select(row => row.Part.Model).ToArray(),
        _rows.Select(row => row.FirstSeq).ToArray(),
        _rows.Select(row => row.FirstSeq + row.Part.Changes - 1).ToArray(),
        _rows.Select(row => row.Part.RowBytes).ToArray(),
        _rows.Select(row => row.Number).ToArray(),
        _rows.Select(row => row.Part.Payload).ToArray(),
        at,
        node);
}
