namespace SyncHub.Server.Windows;

/// <summary>A row as a view knows it: its key and what it is ordered by, never its body.</summary>
internal readonly record struct OrderedRow<TSort>(SyncKey Key, TSort Sort);
