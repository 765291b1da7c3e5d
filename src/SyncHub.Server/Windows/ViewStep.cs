namespace SyncHub.Server.Windows;

/// <summary>What a view has to say after it took something in.</summary>
/// <param name="Changes">What leaves which window, with the view's present total; empty while the view waits for rows.</param>
/// <param name="Refill">The rows to fetch, once, off the loop; null where nothing (more) is needed.</param>
internal readonly record struct ViewStep<TRow>(IReadOnlyList<WindowChange> Changes, RefillNeeded<TRow>? Refill)
    where TRow : class, IKeyed
{
    public static ViewStep<TRow> Nothing { get; } = new([], null);
}
