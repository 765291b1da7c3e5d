namespace SyncHub.Server.Tests.Collections;

/// <summary>How a server keeps its lists, and how many rows it takes to see that.</summary>
/// <param name="Keys">The rows.</param>
/// <param name="Options">What the server is told.</param>
/// <param name="Debounce">How long pushes are held back.</param>
internal sealed record ListKind(int Keys, Action<SyncHubOptions> Options, TimeSpan Debounce)
{
    /// <summary>The kinds in turn: held whole, counted beyond their pages, at the limit between the two, read again each time; pushed at once, and held back.</summary>
    public static ListKind Of(int seed)
    {
        var debounce = seed / 4 % 2 == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(2);
        return (seed % 4) switch
        {
            0 => new ListKind(12, _ => { }, debounce),
            1 => new ListKind(40, options => options.FullResult = 0, debounce),
            2 => new ListKind(20, options => options.FullResult = 3, debounce),
            _ => new ListKind(14, options => options.DeepPage = 0, debounce),
        };
    }
}
