namespace SyncHub.Postgres.Tables;

/// <summary>The names of everything that a log has in the database, and how it is made.</summary>
/// <param name="schema">The schema, checked to be a plain name.</param>
internal sealed class LogTables(string schema)
{
    /// <summary>One row: the epoch, and when it began.</summary>
    public string Meta { get; } = $"{schema}.log_meta";

    /// <summary>One row per model: how far it has come, and how far it was trimmed.</summary>
    public string Heads { get; } = $"{schema}.log_heads";

    /// <summary>One row per commit and model.</summary>
    public string Entries { get; } = $"{schema}.log_entries";

    /// <summary>Each node's last commit number, and the epoch in which it counts.</summary>
    public string Nodes { get; } = $"{schema}.log_nodes";

    /// <summary>The channel of notifications, which PostgreSQL names for the whole database.</summary>
    public string Channel { get; } = $"{schema}_log";

    /// <summary>Makes what is missing. Moments are UTC ticks (100 ns), which PostgreSQL's own timestamps would round.</summary>
    public string CreateScript => $"""
        CREATE SCHEMA IF NOT EXISTS {schema};
        CREATE TABLE IF NOT EXISTS {Meta} (
            id smallint PRIMARY KEY CHECK (id = 1),
            epoch text NOT NULL,
            began bigint NOT NULL
        );
        CREATE TABLE IF NOT EXISTS {Heads} (
            model text COLLATE "C" PRIMARY KEY,
            epoch text NOT NULL,
            seq bigint NOT NULL,
            at bigint NOT NULL,
            floor bigint NOT NULL,
            bytes bigint NOT NULL
        );
        CREATE TABLE IF NOT EXISTS {Entries} (
            model text COLLATE "C" NOT NULL,
            first_seq bigint NOT NULL,
            last_seq bigint NOT NULL,
            at bigint NOT NULL,
            node text NOT NULL,
            number bigint NOT NULL,
            row_bytes bigint NOT NULL,
            payload bytea NOT NULL,
            PRIMARY KEY (model, last_seq),
            UNIQUE (node, number, model)
        );
        CREATE TABLE IF NOT EXISTS {Nodes} (
            node text PRIMARY KEY,
            epoch text NOT NULL,
            number bigint NOT NULL
        );
        """;
}
