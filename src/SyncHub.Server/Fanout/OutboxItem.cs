namespace SyncHub.Server.Fanout;

/// <summary>What an outbox may do with an item that its connection is too slow for.</summary>
internal enum OutboxItemKind
{
    /// <summary>A push of a sync group: may be dropped, its subscription is then brought up to date afresh.</summary>
    Push,

    /// <summary>A position: may be dropped without a trace.</summary>
    Position,

    /// <summary>An answer or an error: never dropped.</summary>
    Answer,

    /// <summary>A message of the application: never dropped; beyond the bound the connection is closed.</summary>
    Application,

    /// <summary>Not a message: completes a task when everything before it has been handed to the connection.</summary>
    Marker,
}

/// <summary>One entry of an outbox.</summary>
internal readonly record struct OutboxItem(OutboxItemKind Kind, FanoutBlock? Block, int Bytes, FanoutGroup? Group, TaskCompletionSource? Marker);
