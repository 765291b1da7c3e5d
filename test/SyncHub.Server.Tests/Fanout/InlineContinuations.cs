namespace SyncHub.Server.Tests.Fanout;

/// <summary>
/// Takes xunit's synchronisation context away for a while: with it, continuations that could run inline go to the thread pool, and a test
/// could not tell when they have run.
/// </summary>
internal readonly struct InlineContinuations : IDisposable
{
    private readonly SynchronizationContext? _context;

    private InlineContinuations(SynchronizationContext? context) => _context = context;

    public static InlineContinuations Begin()
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        return new InlineContinuations(context);
    }

    public void Dispose() => SynchronizationContext.SetSynchronizationContext(_context);
}
