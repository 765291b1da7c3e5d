namespace SyncHub.Server.Tests.Collections;

/// <summary>The model of these tests.</summary>
public sealed class Item
{
    public int Id { get; init; }

    public string? Room { get; set; }

    public int? Rank { get; set; }

    public string Title { get; set; } = string.Empty;

    public DateTime At { get; set; }
}
