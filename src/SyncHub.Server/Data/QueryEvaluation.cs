namespace SyncHub.Server.Data;

/// <summary>How live queries over a source are kept.</summary>
public enum QueryEvaluation
{
    /// <summary>
    /// The source filters and orders exactly as SyncHub does in memory: changes are applied without asking it again. Where it does not name the log position
    /// of its reads, totals of large lists are asked for again after changes that a read may have held already.
    /// </summary>
    InMemory,

    /// <summary>The source compares in its own way: a query that a change may concern is read again, coalesced. Clients that come back get the whole page where the source names no positions.</summary>
    Requery,
}
