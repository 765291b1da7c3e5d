namespace SyncHub.Server.Windows;

/// <summary>A row that changes touched since the windows last spoke: where it was, where it is, and what changed in it.</summary>
internal abstract class TouchedRow(SyncKey key)
{
    public SyncKey Key { get; } = key;

    /// <summary>The rank in the view when the windows last spoke; -1 where it was not held.</summary>
    public int OldRank { get; set; } = -1;

    /// <summary>The rank now; -1 where it is not held.</summary>
    public int NewRank { get; set; } = -1;

    public ChangedProperties Changed { get; set; }
}

/// <inheritdoc cref="TouchedRow"/>
internal sealed class TouchedRow<TRow>(SyncKey key) : TouchedRow(key)
    where TRow : class, IKeyed
{
    /// <summary>Whether the row matches, held or not.</summary>
    public bool Is { get; set; }

    /// <summary>The row now; the last one where it does not match.</summary>
    public required TRow Row { get; set; }
}
