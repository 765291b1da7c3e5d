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

    /// <summary>SyncHub whose models have rules about who may see what.</summary>
    Secured,
}

internal static class TargetExtensions
{
    public static string Path(this Target target) => target switch
    {
        Target.Bare => "/bare",
        Target.Naive => "/naive",
        _ => "/sync",
    };

    /// <summary>What takes the writes of a target: rules are a matter of the server's models, not of who writes.</summary>
    public static Target Writer(this Target target) => target == Target.Secured ? Target.Sync : target;

    public static string Title(this Target target) => target switch
    {
        Target.Bare => "bare SignalR",
        Target.Naive => "naive",
        Target.Secured => "SyncHub with rules",
        _ => "SyncHub",
    };
}
