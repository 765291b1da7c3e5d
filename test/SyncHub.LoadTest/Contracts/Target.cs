namespace SyncHub.LoadTest.Contracts;

/// <summary>What is measured.</summary>
internal enum Target
{
    /// <summary>A plain SignalR hub with a group send: the baseline.</summary>
    Bare,

    /// <summary>SyncHub.</summary>
    Sync,

    /// <summary>Live queries that are run again on every change: the baseline of those, over a plain SignalR hub too.</summary>
    Naive,
}

internal static class TargetExtensions
{
    public static string Path(this Target target) => target switch
    {
        Target.Bare => "/bare",
        Target.Naive => "/naive",
        _ => "/sync",
    };

    public static string Title(this Target target) => target switch
    {
        Target.Bare => "bare SignalR",
        Target.Naive => "naive",
        _ => "SyncHub",
    };
}
