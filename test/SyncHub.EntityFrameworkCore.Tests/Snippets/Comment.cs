namespace SyncHub.EntityFrameworkCore.Tests.Snippets;

/// <summary>A dependent of a task.</summary>
public sealed class Comment
{
    public int Id { get; init; }

    public Guid TaskItemId { get; set; }

    public string Text { get; set; } = "";
}
