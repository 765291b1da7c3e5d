namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>Owned by an order, in a column of JSON.</summary>
public sealed class Line
{
    public string Article { get; set; } = "";

    public int Count { get; set; }
}
