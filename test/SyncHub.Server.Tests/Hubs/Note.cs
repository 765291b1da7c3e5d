namespace SyncHub.Server.Tests.Hubs;

/// <summary>The model of these tests.</summary>
public sealed class Note
{
    public int Id { get; init; }

    public string Title { get; set; } = string.Empty;

    public string? Text { get; set; }

    public int Likes { get; set; }
}
