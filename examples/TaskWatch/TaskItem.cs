namespace TaskWatch;

/// <summary>What this program wants to know of a TaskItem; it shares no code with the server.</summary>
internal sealed record TaskItem
{
    public required Guid Id { get; init; }

    public required string BoardId { get; init; }

    public required string Title { get; init; }

    public TaskItemStatus Status { get; init; }

    public int Priority { get; init; }

    public string? Assignee { get; init; }

    /// <summary>Only leads get it; for others it is null.</summary>
    public string? Notes { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public override string ToString() => $"\"{Title}\" [{Status}, priority {Priority}, {Assignee ?? "nobody"}]{(Notes is null ? "" : $" ({Notes})")}";
}
