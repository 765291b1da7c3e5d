namespace SyncHub.ClusterNode;

/// <summary>What a node is told on its command line: <c>--Database "Host=…" --Redis 127.0.0.1:6379</c>.</summary>
public sealed class NodeSettings
{
    /// <summary>How the line begins that a node prints when it serves; its address follows.</summary>
    public const string Listening = "listening ";

    /// <summary>The connection string of PostgreSQL.</summary>
    public string Database { get; set; } = "";

    /// <summary>Where Redis is.</summary>
    public string Redis { get; set; } = "";

    /// <summary>Whether saves write an outbox.</summary>
    public bool Durable { get; set; } = true;

    /// <summary>Whether the log in Redis is told that they do.</summary>
    public bool CommitsAreDurable { get; set; } = true;

    /// <summary>Whether Redis loses nothing that it has answered.</summary>
    public bool TrustPersistence { get; set; }
}
