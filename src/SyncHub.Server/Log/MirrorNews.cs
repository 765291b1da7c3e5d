namespace SyncHub.Server.Log;

/// <summary>What a step of a <see cref="ChangeLogMirror"/> has moved, and who is to be told of it.</summary>
public sealed class MirrorNews
{
    private readonly IReadOnlyList<(HeadObserver[] Observers, LogHead Head)> _toTell;
    private readonly long _generation;

    internal MirrorNews(IReadOnlyDictionary<string, LogHead> heads, IReadOnlyList<(HeadObserver[] Observers, LogHead Head)> toTell, long generation)
    {
        Heads = heads;
        _toTell = toTell;
        _generation = generation;
    }

    /// <summary>The heads that moved, right after the step, by the model's name.</summary>
    public IReadOnlyDictionary<string, LogHead> Heads { get; }

    /// <summary>
    /// Tells the observers; call it outside every lock. When it returns, each has been told of its model's head, or of a later one. Calls may overtake
    /// each other: nobody is told of an earlier head after a later one.
    /// </summary>
    public void Tell()
    {
        foreach (var (observers, head) in _toTell)
        {
            foreach (var observer in observers)
            {
                observer.Tell(head, _generation);
            }
        }
    }
}
