namespace SyncHub.Client.Tests;

/// <summary>Short ways to write wire records.</summary>
internal static class Wire
{
    public const string Epoch = "e1";

    public static SyncVersion At(long seq, string epoch = Epoch) => new(seq, epoch, DateTimeOffset.UnixEpoch);

    public static RawJson Raw(string text) => RawJson.Parse(text);

    public static Subscribed Snapshot(string? requestId, string data, long seq, string id = "s1", string epoch = Epoch, string? replaces = null) => new()
    {
        RequestId = requestId,
        Replaces = replaces,
        SubscriptionId = id,
        Kind = Subscribed.EntityKind,
        Model = "Note",
        KeyName = "id",
        Mode = Subscribed.SnapshotMode,
        Data = Raw(data),
        Version = At(seq, epoch),
    };

    public static Subscribed Delta(string? requestId, long seq, params EntityChange[] changes) => new()
    {
        RequestId = requestId,
        SubscriptionId = "s1",
        Kind = Subscribed.EntityKind,
        Model = "Note",
        KeyName = "id",
        Mode = Subscribed.DeltaMode,
        Changes = changes,
        Version = At(seq),
    };

    public static EntityChange Change(string type, long seq, string? body = null) => new()
    {
        Type = type,
        Id = type == EntityChange.Add ? null : 1,
        Entity = type == EntityChange.Add ? Raw(body!) : default,
        Change = type == EntityChange.Update ? Raw(body!) : default,
        Version = At(seq),
    };

    public static EntityUpdated Updated(string change, long seq, long prev, string id = "s1", string epoch = Epoch) =>
        new() { SubscriptionId = id, Id = 1, Change = Raw(change), Version = At(seq, epoch), Prev = prev };

    public static EntityAdded Added(string entity, long seq, long prev, string id = "s1") =>
        new() { SubscriptionId = id, Entity = Raw(entity), Version = At(seq), Prev = prev };

    public static EntityRemoved Removed(long seq, long prev, string id = "s1") =>
        new() { SubscriptionId = id, Id = 1, Version = At(seq), Prev = prev };

    public static Position Position(long seq, string epoch = Epoch, string model = "Note") =>
        new() { Positions = [new ModelPosition { Model = model, Version = At(seq, epoch) }] };

    public static SubscriptionError Error(string code, bool retryable = false, bool ended = true, string? requestId = null, string? subscriptionId = null, int? retryAfterMs = null) => new()
    {
        RequestId = requestId,
        SubscriptionId = subscriptionId,
        Code = code,
        Error = $"Test says {code}.",
        Retryable = retryable,
        Ended = ended,
        RetryAfterMs = retryAfterMs,
    };
}
