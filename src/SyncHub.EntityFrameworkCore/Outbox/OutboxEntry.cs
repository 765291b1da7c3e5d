namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>
/// What one save may have changed, written in the same transaction: it is there exactly when the changes are. Deleted once the change log has
/// them; where that was told by another process than the one that saved, once they have been told again. A transaction with several saves has several,
/// all of one commit.
/// </summary>
internal sealed class OutboxEntry
{
    /// <summary>The node of an entry that another process than the one which saved has told, and that is due to be told once more.</summary>
    public static readonly Guid Nobody;

    /// <summary>Given by the database. Only tells entries of one transaction apart in time: others may commit in another order.</summary>
    public long Id { get; private set; }

    /// <summary>What the saves of one transaction have in common.</summary>
    public required Guid Commit { get; init; }

    /// <summary>The process that saved, which publishes it first.</summary>
    public required Guid Node { get; init; }

    /// <summary>When it was saved, by that process's clock, or told in its place: UTC, in ticks.</summary>
    public required long SavedAt { get; init; }

    /// <summary>The client's name for the write; null for none.</summary>
    public string? MutationId { get; init; }

    /// <summary>The rows, as <see cref="OutboxPayload"/> writes them.</summary>
    public required byte[] Changes { get; init; }
}
