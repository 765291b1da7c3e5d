namespace TaskBoard.Blazor;

/// <summary>What this program shows of a TaskItem; it shares no code with the server.</summary>
internal sealed record TaskItem
{
    public required Guid Id { get; init; }

    public required string BoardId { get; init; }

    public required string Title { get; init; }

    public TaskItemStatus Status { get; init; }

    public int Priority { get; init; }

    public string? Assignee { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}
