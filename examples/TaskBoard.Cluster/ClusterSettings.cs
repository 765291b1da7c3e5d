namespace TaskBoard.Cluster;

/// <summary>What the command line may say, as <c>--Nodes=3</c>.</summary>
internal sealed class ClusterSettings
{
    /// <summary>How many servers there are, 1 to 9. Default: 2.</summary>
    public int Nodes { get; set; } = 2;

    /// <summary>The port of the first server; the others have those after it. Default: 5001.</summary>
    public int FirstPort { get; set; } = 5001;
}
