using System.Text.Json.Serialization;

namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>Of any number of orders.</summary>
public sealed class Label
{
    /// <summary>The name of a label whose body cannot be made.</summary>
    public const string Unreadable = "a label that throws";

    public int Id { get; set; }

    public string Name { get; set; } = "";

    public int Length => Name == Unreadable ? throw new InvalidOperationException(Unreadable) : Name.Length;

    [JsonIgnore]
    public List<Order> Orders { get; set; } = [];
}
