using System.Text.RegularExpressions;
using SyncHub.Server.Log;

namespace SyncHub.Postgres;

/// <summary>How the change log is kept in PostgreSQL. All nodes of one log use the same <see cref="Schema"/>.</summary>
public sealed partial class PostgresLogOptions
{
    /// <summary>
    /// The schema of the log's tables, a lower-case name of at most 40 letters, digits and underscores; <c>synchub</c> by default. Two applications in
    /// one database have different ones. The channel of its notifications is named after it.
    /// </summary>
    public string Schema { get; set; } = "synchub";

    /// <summary>
    /// Whether schema and tables are created where they are missing, which needs the right to. Default true; false where the application does it, with
    /// <see cref="PostgresChangeLog.CreateScript"/>.
    /// </summary>
    public bool CreatesTables { get; set; } = true;

    /// <summary>
    /// Whether the application fails to start where the database cannot be reached. Default false: it starts, its health is unhealthy, and what needs
    /// the log waits until the database is there.
    /// </summary>
    public bool RequireAtStart { get; set; }

    /// <summary>How long the start waits for the database; 5 seconds by default.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often this node looks where the log stands though nothing was notified; 2 seconds by default. A notification that is lost delays by so much.</summary>
    public TimeSpan QuietInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the database is waited for before the connection is given up for another, rounded up to seconds; 5 seconds by default.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many commits wait while the database is away, those on their way included; 10,000 by default. Beyond that, a new epoch takes their place.</summary>
    public int QueueCommits { get; set; } = 10_000;

    /// <summary>How many bytes of commits wait while the database is away; 64 MiB by default.</summary>
    public long QueueBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>How many commits that wait are appended in one transaction; 64 by default.</summary>
    public int CommitsPerTransaction { get; set; } = 64;

    /// <summary>How many changes of a model this node reads to catch up. Where it lacks more, its subscriptions are read from the source. 20,000 by default.</summary>
    public int CatchUpChanges { get; set; } = 20_000;

    /// <summary>For how long something may be wrong before the log's health goes from degraded to unhealthy; 30 seconds by default.</summary>
    public TimeSpan UnhealthyAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How far the clocks of two nodes may be apart; see <see cref="IChangeLog.ClockTolerance"/>. 1 second by default.</summary>
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with a schema's name, in a sentence; null for nothing.</summary>
    internal static string? ProblemOf(string? schema) => schema is not null && SchemaName().IsMatch(schema)
        ? null
        : $"PostgresLogOptions.Schema is '{schema}'; it is a lower-case name of at most 40 letters, digits and underscores that begins with a letter.";

    /// <summary>What is wrong with the options, each in a sentence.</summary>
    internal IEnumerable<string> Problems()
    {
        if (ProblemOf(Schema) is { } problem)
        {
            yield return problem;
        }

        (string Name, TimeSpan Value)[] times =
        [
            (nameof(StartTimeout), StartTimeout), (nameof(QuietInterval), QuietInterval), (nameof(ResponseTimeout), ResponseTimeout), (nameof(UnhealthyAfter), UnhealthyAfter),
        ];
        foreach (var (name, value) in times)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
            {
                yield return $"PostgresLogOptions.{name} is {value}; it is above zero and at most a day.";
            }
        }

        if (ClockTolerance < TimeSpan.Zero)
        {
            yield return $"PostgresLogOptions.ClockTolerance is {ClockTolerance}; it is not below zero.";
        }

        (string Name, long Value)[] counts =
        [
            (nameof(QueueCommits), QueueCommits), (nameof(QueueBytes), QueueBytes), (nameof(CommitsPerTransaction), CommitsPerTransaction), (nameof(CatchUpChanges), CatchUpChanges),
        ];
        foreach (var (name, value) in counts)
        {
            if (value < 1)
            {
                yield return $"PostgresLogOptions.{name} is {value}; it is at least 1.";
            }
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}\\z")]
    private static partial Regex SchemaName();
}
