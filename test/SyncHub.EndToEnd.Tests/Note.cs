namespace SyncHub.EndToEnd.Tests;

/// <summary>The model of these tests.</summary>
public sealed class Note
{
    public int Id { get; init; }

    public string Title { get; set; } = string.Empty;

    public int Likes { get; set; }

    public string? Text { get; set; }
}
