namespace SyncHub.EntityFrameworkCore.Tests.Snippets;

/// <summary>What travels of a task.</summary>
public sealed class TaskRow
{
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    public int Comments { get; init; }
}
