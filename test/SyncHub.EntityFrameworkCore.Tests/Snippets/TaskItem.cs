namespace SyncHub.EntityFrameworkCore.Tests.Snippets;

/// <summary>The entity of the document's examples.</summary>
public sealed class TaskItem
{
    public Guid Id { get; init; }

    public string BoardId { get; set; } = "";

    public string Title { get; set; } = "";

    public bool Done { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    [System.Text.Json.Serialization.JsonIgnore]
    public ICollection<Comment> Comments { get; } = [];
}
