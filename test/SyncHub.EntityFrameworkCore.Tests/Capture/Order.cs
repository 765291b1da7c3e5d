namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>A row with parts: owned in its own table columns, in JSON, and tags in another table.</summary>
public sealed class Order
{
    public Guid Id { get; set; }

    public string Customer { get; set; } = "";

    public Address Address { get; set; } = new();

    public List<Line> Lines { get; set; } = [];

    public List<Label> Labels { get; set; } = [];
}

public sealed class Address
{
    public string Street { get; set; } = "";
}

public sealed class Line
{
    public string Article { get; set; } = "";

    public int Count { get; set; }
}

public sealed class Label
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public List<Order> Orders { get; set; } = [];
}

/// <summary>How an order travels.</summary>
public sealed class OrderRow
{
    public Guid Id { get; set; }

    public string Customer { get; set; } = "";

    public string Street { get; set; } = "";

    public int LineCount { get; set; }

    public List<string> Labels { get; set; } = [];
}
