namespace SyncHub.Redis.Tests.Nodes;

/// <summary>A row.</summary>
public sealed class Note
{
    public int Id { get; set; }

    public string Text { get; set; } = "";

    public int Rank { get; set; }
}
