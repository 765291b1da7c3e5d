namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>How an order travels.</summary>
public sealed class OrderRow
{
    public Guid Id { get; set; }

    public string Customer { get; set; } = "";

    public string Street { get; set; } = "";

    public int LineCount { get; set; }

    public List<string> Labels { get; set; } = [];
}
