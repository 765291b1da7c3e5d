namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>In a table of its own; perhaps of an order.</summary>
public sealed class Delivery
{
    public int Id { get; set; }

    public Guid? OrderId { get; set; }

    public string Town { get; set; } = "";
}
