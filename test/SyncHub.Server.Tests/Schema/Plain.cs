using System.Text.Json.Serialization;

namespace SyncHub.Server.Tests.Schema;

/// <summary>Nothing that source-generated and reflected contracts could differ in.</summary>
public sealed class Plain
{
    public Guid Id { get; set; }

    public long HowMany { get; set; }

    public Binding Binding { get; set; }

    public Binding? Former { get; set; }

    public DateTimeOffset At { get; set; }

    public DateTime? Then { get; set; }

    public string? Note { get; set; }
}

[JsonSerializable(typeof(Plain))]
internal sealed partial class PlainContext : JsonSerializerContext;
