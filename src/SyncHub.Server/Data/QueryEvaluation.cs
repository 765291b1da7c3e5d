namespace SyncHub.Server.Data;

/// <summary>How live queries over a source are kept.</summary>
public enum QueryEvaluation
{
    /// <summary>The source filters and orders exactly as SyncHub does in memory, and names the log position of each read: changes are applied without asking it again.</summary>
    InMemory,

    /// <summary>The source compares in its own way, or cannot name the position of a read: a query that a change may concern is read again, coalesced. Clients that come back get the whole page where the source names no positions.</summary>
    Requery,
}
