namespace SyncHub.Server.Windows;

/// <summary>What one logged change means for one view.</summary>
/// <param name="Key">The row's key.</param>
/// <param name="Was">Whether the row matched the filter before the change: this, not what the view holds, keeps the total.</param>
/// <param name="Is">Whether it matches now.</param>
/// <param name="Row">The row now; not looked at where it does not match.</param>
/// <param name="Changed">What changed in it; <see cref="ChangedProperties.All"/> for a row that did not match before.</param>
internal readonly record struct RowChange<TRow>(SyncKey Key, bool Was, bool Is, TRow Row, ChangedProperties Changed)
    where TRow : class, IKeyed;
