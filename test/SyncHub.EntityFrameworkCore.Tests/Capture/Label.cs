using System.Text.Json.Serialization;

namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>Of any number of orders.</summary>
public sealed class Label
{
    /// <summary>The name of a label whose body cannot be made.</summary>
    public const string Unreadable = "a label that throws";

    /// <summary>The name of a label whose body cannot be made, as if the database were away.</summary>
    public const string UnreadableFile = "a label that throws what a broken connection does";

    public int Id { get; set; }

    public string Name { get; set; } = "";

    public int Length => Name switch
    {
        Unreadable => throw new InvalidOperationException(Unreadable),
        UnreadableFile => throw new IOException(UnreadableFile),
        _ => Name.Length,
    };

    [JsonIgnore]
    public List<Order> Orders { get; set; } = [];
}
