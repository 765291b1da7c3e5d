namespace SyncHub.ClusterNode.Rows;

/// <summary>A row that moves in and out of lists. All of it but the key comes from one write, so that what is shown can be traced to it.</summary>
public sealed class Card
{
    public int Id { get; set; }

    public int Board { get; set; }

    public int Rank { get; set; }

    public bool Done { get; set; }

    public string Text { get; set; } = "";

    /// <summary>The number of the write that made it what it is.</summary>
    public int Write { get; set; }
}
