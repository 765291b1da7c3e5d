namespace TaskBoard;

/// <summary>A task on a board.</summary>
public sealed record TaskItem
{
    /// <summary>The key; it never changes.</summary>
    public required Guid Id { get; init; }

    /// <summary>The board that the task hangs on.</summary>
    public required string BoardId { get; init; }

    /// <summary>What is to be done.</summary>
    public required string Title { get; init; }

    /// <summary>How far it is.</summary>
    public TaskItemStatus Status { get; init; }

    /// <summary>The higher, the more urgent.</summary>
    public int Priority { get; init; }

    /// <summary>Who does it; null for nobody yet.</summary>
    public string? Assignee { get; init; }

    /// <summary>What leads tell each other about it; nobody else sees it. Null for nothing.</summary>
    public string? Notes { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
