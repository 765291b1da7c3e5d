namespace SyncHub.Server.Windows;

/// <summary>What leaves a window. No edits and no snapshot: only the total changed.</summary>
/// <param name="Window">The page.</param>
/// <param name="Edits">The edits, in the order in which they apply; null where the page is to be sent whole.</param>
internal readonly record struct WindowChange(Window Window, IReadOnlyList<WindowEdit>? Edits);
