namespace SyncHub.Server.Windows;

/// <summary>A place on a page, before or after the edits, of a row that does not simply stay.</summary>
/// <param name="Index">The index on the page.</param>
/// <param name="Key">The row's key.</param>
/// <param name="Moved">The row where it moves within the page; null where it leaves or comes.</param>
internal readonly record struct Place(int Index, SyncKey Key, TouchedRow? Moved);
