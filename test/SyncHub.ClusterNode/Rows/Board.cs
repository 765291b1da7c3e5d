namespace SyncHub.ClusterNode.Rows;

/// <summary>A row of another model, written in one commit with the cards that come and go.</summary>
public sealed class Board
{
    public int Id { get; set; }

    public int Rank { get; set; }

    /// <summary>The number of the write that made it what it is.</summary>
    public int Write { get; set; }
}
