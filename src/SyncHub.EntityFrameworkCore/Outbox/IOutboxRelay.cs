namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>A relay, whatever its context.</summary>
internal interface IOutboxRelay
{
    /// <summary>The context whose outbox it reads.</summary>
    Type ContextType { get; }

    /// <summary>How far it is behind.</summary>
    OutboxStatus Status { get; }
}
