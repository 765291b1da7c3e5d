namespace SyncHub.LoadTest.Scenarios.LiveQueries;

/// <summary>The server's managed heap, in bytes, after forced collections.</summary>
/// <param name="Started">Before anything.</param>
/// <param name="Connected">With the connections.</param>
/// <param name="Followed">With the live queries.</param>
/// <param name="Written">After all writes.</param>
/// <param name="Left">After the connections have closed.</param>
/// <param name="ResidentMebibytes">Resident memory after all writes.</param>
internal sealed record LiveMemory(long Started, long Connected, long Followed, long Written, long Left, double ResidentMebibytes)
{
    public double PerQueryAtFirst(int queries) => (double)(Followed - Connected) / queries;

    /// <summary>What goes away with the queries, without the connections' own.</summary>
    public double PerQueryAfterWrites(int queries) => (double)(Written - Left - (Connected - Started)) / queries;
}
