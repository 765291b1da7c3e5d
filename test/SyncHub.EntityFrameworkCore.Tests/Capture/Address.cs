namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>Owned by an order, in columns of its table.</summary>
public sealed class Address
{
    public string Street { get; set; } = "";
}
