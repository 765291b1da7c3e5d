using SyncHub.Json;
using SyncHub.LoadTest.Contracts.LiveQueries;
using SyncHub.Queries;

namespace SyncHub.LoadTest.Server.LiveQueries;

/// <summary>The entity of the live queries. Never changed, so that the naive baseline tells changed rows by reference.</summary>
internal sealed record Message
{
    public static readonly QuerySchema Schema = QuerySchema.Create(EntityJson.CreateOptions().GetTypeInfo(typeof(Message)), "id");

    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public required string Id { get; init; }

    public required string RoomId { get; init; }

    public required string Author { get; init; }

    public required string Text { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int Likes { get; init; }

    /// <summary>A row as it is added: the later in its group, the newer.</summary>
    public static Message Added(LivePlan plan, int row) => new()
    {
        Id = LivePlan.RowId(row),
        RoomId = LivePlan.RoomId(plan.GroupOf(row)),
        Author = $"author-{row % 100:D2}",
        Text = new LiveText(0, 0, row).ToString(),
        CreatedAt = Beginning.AddSeconds(row),
        Likes = plan.GroupOf(row) * LivePlan.LikesPerGroup,
    };

    /// <summary>The row after a write, which makes it the newest of all. Another text, another time, other likes: the group stays.</summary>
    public Message Written(LivePlan plan, LiveWrite write, long stamp) => this with
    {
        Text = new LiveText(stamp, write.Number, write.Row).ToString(),
        CreatedAt = Beginning.AddSeconds(plan.Rows + write.Number),
        Likes = (write.Group * LivePlan.LikesPerGroup) + ((Likes + 1) % LivePlan.LikesPerGroup),
    };
}
