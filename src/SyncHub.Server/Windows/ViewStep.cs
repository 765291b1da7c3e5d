namespace SyncHub.Server.Windows;

/// <summary>What a view has to say after it took something in.</summary>
/// <param name="Changes">What leaves which window, with the view's present total; empty while the view waits for rows.</param>
/// <param name="Refill">The rows to fetch, once, off the loop; null where nothing (more) is needed.</param>
internal readonly record struct ViewStep<TSort>(IReadOnlyList<WindowChange> Changes, RefillNeeded<TSort>? Refill)
{
    public static ViewStep<TSort> Nothing { get; } = new([], null);
}
