namespace SyncHub.Server.Model;

/// <summary>How long pushes of a model are held back so that several changes leave as one.</summary>
/// <param name="Window">A push leaves once no change has come for this long. Zero: at once.</param>
/// <param name="MaxWait">A push leaves at the latest this long after the first change that it holds, however steady the stream.</param>
public sealed record Debounce(TimeSpan Window, TimeSpan MaxWait)
{
    /// <summary>Nothing is held back.</summary>
    public static Debounce None { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Whether pushes leave at once.</summary>
    public bool IsNone => Window == TimeSpan.Zero;
}
