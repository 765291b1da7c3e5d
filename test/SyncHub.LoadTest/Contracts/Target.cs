namespace SyncHub.LoadTest.Contracts;

/// <summary>What is measured.</summary>
internal enum Target
{
    /// <summary>A plain SignalR hub with a group send: the baseline.</summary>
    Bare,

    /// <summary>SyncHub.</summary>
    Sync,
}

internal static class TargetExtensions
{
    public static string Path(this Target target) => target == Target.Bare ? "/bare" : "/sync";

    public static string Title(this Target target) => target == Target.Bare ? "bare SignalR" : "SyncHub";
}
