namespace SyncHub.Server.Windows;

internal enum WindowEditKind
{
    Insert,
    Update,
    Move,
    Remove,
}

/// <summary>
/// One step of a script that turns a client's array into what its page is now. A move takes the row out at <see cref="From"/> and puts it
/// in so that it then stands at <see cref="Index"/>.
/// </summary>
/// <param name="Kind">What to do.</param>
/// <param name="Index">Where, in the array as the edits before this one have left it.</param>
/// <param name="From">For a move, where the row stands; else equal to <paramref name="Index"/>.</param>
/// <param name="Key">The row.</param>
/// <param name="Changed">For an update or a move, what changed in the row.</param>
internal readonly record struct WindowEdit(WindowEditKind Kind, int Index, int From, SyncKey Key, ChangedProperties Changed);
