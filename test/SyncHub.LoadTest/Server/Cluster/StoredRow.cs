using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.Cluster;

namespace SyncHub.LoadTest.Server.Cluster;

/// <summary>A row of the database that nodes share, of the same size as a <see cref="LoadItem"/>.</summary>
internal abstract class StoredRow
{
    // Made once: what a new entity allocates must not be counted to what is read of a row.
    private static readonly string UsualText = new('t', 160);

    public string Id { get; set; } = "";

    public string Room { get; set; } = "";

    public string Title { get; set; } = "An entry of everyday length, as lists have them";

    public string Text { get; set; } = UsualText;

    public int Priority { get; set; } = 3;

    /// <summary>When the latest update was sent, by the machine's monotonic clock.</summary>
    public long SentAt { get; set; }

    public static T Numbered<T>(int number)
        where T : StoredRow, new() => new() { Id = ItemKeys.Of(number), Room = HeldPlan.RoomId(HeldPlan.RoomOf(number)) };
}
