using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;

namespace SyncHub.LoadTest.Server.LiveQueries;

/// <summary>One of the two ways to keep live queries.</summary>
internal interface ILiveTarget
{
    Target Target { get; }

    /// <summary>Adds rows of a plan, in order and without a gap.</summary>
    Task SeedAsync(LivePlan plan, int firstRow, int count);

    /// <summary>Has every row made ready for queries: what the first one does to all rows must not be counted to it.</summary>
    void LookAtAll();

    /// <summary>Makes one write.</summary>
    Task WriteAsync(LivePlan plan, LiveWrite write, long stamp);
}
