namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>A row with parts: owned, in JSON, and labels in another table.</summary>
public sealed class Order
{
    public Guid Id { get; set; }

    public string Customer { get; set; } = "";

    public Address Address { get; set; } = new();

    public List<Line> Lines { get; set; } = [];

    public List<Label> Labels { get; set; } = [];

    public List<Delivery> Deliveries { get; set; } = [];
}
