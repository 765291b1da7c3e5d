namespace SyncHub.EndToEnd.Tests.Snippets;

/// <summary>The model of the documents' examples.</summary>
public sealed record TaskItem
{
    public required Guid Id { get; init; }

    public required string BoardId { get; init; }

    public required string Title { get; init; }

    public TaskItemStatus Status { get; init; }

    public string? Assignee { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
