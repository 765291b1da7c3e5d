using SyncHub.Server.Log;

namespace SyncHub.Redis;

/// <summary>How the change log is kept in Redis. All nodes of one log use the same <see cref="Prefix"/>, <see cref="LeaseDuration"/> and <see cref="TrustPersistence"/>.</summary>
public sealed class RedisLogOptions
{
    /// <summary>
    /// What the names of all keys and channels begin with, in braces, so that they lie on one node of a Redis Cluster; <c>synchub</c> by default.
    /// Two applications on one Redis have different ones.
    /// </summary>
    public string Prefix { get; set; } = "synchub";

    /// <summary>
    /// Whether the application fails to start where Redis cannot be reached. Default false: it starts, its health is unhealthy, and what needs the log
    /// waits until Redis is there.
    /// </summary>
    public bool RequireAtStart { get; set; }

    /// <summary>How long the start waits for Redis; 5 seconds by default.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often this node compares what it has with what Redis has, renews its lease, and checks that its own messages come back; 2 seconds by default.
    /// </summary>
    public TimeSpan QuietInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer from Redis is waited for before the connection is given up for another; 5 seconds by default.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After how long without a sign a node is taken to have died, perhaps between the database's commit and the append: a new epoch begins, and all
    /// subscriptions are read from their sources again. 15 seconds by default, at least three times <see cref="QuietInterval"/>.
    /// </summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Whether every commit is durable elsewhere until the log has it, as with the outbox of SyncHub.EntityFrameworkCore: then a node that dies
    /// loses nothing, and no new epoch begins. Default false.
    /// </summary>
    public bool CommitsAreDurable { get; set; }

    /// <summary>
    /// Whether a Redis that was restarted, or another that took its place, is believed to have what it was told. What this node has is compared even
    /// then. Default false: a new epoch begins, as Redis by default may lose the last second.
    /// </summary>
    public bool TrustPersistence { get; set; }

    /// <summary>How many commits wait while Redis is away, those on their way included; 10,000 by default. Beyond that, a new epoch takes their place.</summary>
    public int QueueCommits { get; set; } = 10_000;

    /// <summary>How many bytes of commits wait while Redis is away; 64 MiB by default.</summary>
    public long QueueBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>How many commits are sent before the first of them is answered; 64 by default.</summary>
    public int CommitsInFlight { get; set; } = 64;

    /// <summary>Up to how many bytes a commit is published together with its numbers; beyond that, nodes read it from the stream. 256 KiB by default.</summary>
    public int PublishBytes { get; set; } = 256 * 1024;

    /// <summary>How many changes of one model a node reads to catch up; where it lacks more, its subscriptions are read from the source. 20,000 by default.</summary>
    public int CatchUpChanges { get; set; } = 20_000;

    /// <summary>For how long something may be wrong before the log's health goes from degraded to unhealthy; 30 seconds by default.</summary>
    public TimeSpan UnhealthyAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How far the clocks of two nodes may be apart; see <see cref="IChangeLog.ClockTolerance"/>. 1 second by default.</summary>
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with the options, each in a sentence.</summary>
    internal IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Prefix) || Prefix.AsSpan().ContainsAny("{}\r\n"))
        {
            yield return $"RedisLogOptions.Prefix is '{Prefix}'; it is a name without braces.";
        }

        (string Name, TimeSpan Value)[] times =
        [
            (nameof(StartTimeout), StartTimeout), (nameof(QuietInterval), QuietInterval), (nameof(ResponseTimeout), ResponseTimeout),
            (nameof(LeaseDuration), LeaseDuration), (nameof(UnhealthyAfter), UnhealthyAfter),
        ];
        foreach (var (name, value) in times)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
            {
                yield return $"RedisLogOptions.{name} is {value}; it is above zero and at most a day.";
            }
        }

        if (LeaseDuration < 3 * QuietInterval)
        {
            yield return $"RedisLogOptions.LeaseDuration is {LeaseDuration}; it is at least three times QuietInterval, which is {QuietInterval}.";
        }

        if (ClockTolerance < TimeSpan.Zero)
        {
            yield return $"RedisLogOptions.ClockTolerance is {ClockTolerance}; it is not below zero.";
        }

        (string Name, long Value)[] counts =
        [
            (nameof(QueueCommits), QueueCommits), (nameof(QueueBytes), QueueBytes), (nameof(CommitsInFlight), CommitsInFlight),
            (nameof(PublishBytes), PublishBytes), (nameof(CatchUpChanges), CatchUpChanges),
        ];
        foreach (var (name, value) in counts)
        {
            if (value < 1)
            {
                yield return $"RedisLogOptions.{name} is {value}; it is at least 1.";
            }
        }
    }
}
