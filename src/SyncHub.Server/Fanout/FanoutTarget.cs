namespace SyncHub.Server.Fanout;

/// <summary>Whom a message is for.</summary>
internal abstract record FanoutTarget
{
    public sealed record All(IReadOnlySet<string>? ExceptConnectionIds = null) : FanoutTarget;

    public sealed record Group(string Name, IReadOnlySet<string>? ExceptConnectionIds = null) : FanoutTarget;

    public sealed record Groups(IReadOnlyList<string> Names) : FanoutTarget;

    public sealed record Connections(IReadOnlyList<string> ConnectionIds) : FanoutTarget;

    public sealed record Users(IReadOnlyList<string> UserIds) : FanoutTarget;
}
