using SyncHub.Server.Log;

namespace SyncHub.Server.Feed;

/// <summary>
/// Which changes a read that ran beside the log may have held: those that may have shown in the source before it ended, as far as clocks agree.
/// </summary>
/// <param name="log">Knows how far clocks agree.</param>
/// <param name="time">The clock.</param>
internal sealed class ReadHorizon(IChangeLog log, TimeProvider time)
{
    /// <summary>How far the timestamps of other nodes may be off.</summary>
    public TimeSpan Tolerance => log.ClockTolerance;

    /// <summary>The horizon of a read that has ended by now.</summary>
    public DateTimeOffset Now => Of(time.GetUtcNow());

    /// <summary>The horizon of a read: an entry that is visible since then or earlier may have been in it.</summary>
    public DateTimeOffset Of(DateTimeOffset readEnded) => readEnded + log.ClockTolerance;
}
