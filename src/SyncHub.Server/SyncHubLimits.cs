using SyncHub.Queries;

namespace SyncHub.Server;

/// <summary>What one client may ask of the server.</summary>
public sealed class SyncHubLimits
{
    private static readonly TimeSpan LongestSignInTime = TimeSpan.FromDays(1);

    /// <summary>Subscriptions that one connection may hold, those not answered yet included. Default 1,000.</summary>
    public int SubscriptionsPerConnection { get; set; } = 1000;

    /// <summary>The longest key, in characters of its canonical text. Default 256.</summary>
    public int KeyLength { get; set; } = 256;

    /// <summary>
    /// Bytes that may wait for one connection. Beyond, queued pushes of a connection that does not read are dropped and their
    /// subscriptions brought up to date afresh once it reads again. Default 1 MiB.
    /// </summary>
    public long OutboxBytes { get; set; } = 1024 * 1024;

    /// <summary>The largest message that the hub reads, in bytes; a larger one closes the connection. Default 256 KiB.</summary>
    public long ReceiveBytes { get; set; } = 256 * 1024;

    /// <summary>How large one query may be: depth, terms, lists, <c>top</c>, <c>skip</c>, patterns, and matches without <c>top</c>. See <see cref="QueryLimits"/> for the defaults.</summary>
    public QueryLimits Query { get; set; } = QueryLimits.Default;

    /// <summary>How many live queries of a model are kept at most that nobody follows (see <see cref="SyncHubOptions.IdleQuery"/>). Default 1,000.</summary>
    public int IdleQueries { get; set; } = 1_000;

    /// <summary>Connections that this node takes; one more is closed with <c>limit-exceeded</c> and told to come back. Default 20,000.</summary>
    public int Connections { get; set; } = 20_000;

    /// <summary>Connections of one user on this node, where the user has an id. Default 100.</summary>
    public int ConnectionsPerUser { get; set; } = 100;

    /// <summary>Collections that one connection may follow, those not answered yet included. Default 200.</summary>
    public int LiveQueriesPerConnection { get; set; } = 200;

    /// <summary>Distinct live queries that this node keeps, all models together; those of the same model that nobody follows make way first. Default 100,000.</summary>
    public int LiveQueries { get; set; } = 100_000;

    /// <summary>How many subscriptions a connection may ask for at once. Default 2,000: after a break a client asks for all that it has.</summary>
    public int SubscribeBurst { get; set; } = 2_000;

    /// <summary>How many subscriptions a connection may ask for in a second, once it has used up <see cref="SubscribeBurst"/>. Default 200.</summary>
    public int SubscribesPerSecond { get; set; } = 200;

    /// <summary>How many times a connection may try to sign in at once. Default 10.</summary>
    public int SignInBurst { get; set; } = 10;

    /// <summary>How many times a connection may try to sign in in a minute, once it has used up <see cref="SignInBurst"/>. Default 10.</summary>
    public int SignInsPerMinute { get; set; } = 10;

    /// <summary>How long a connection may take to sign in where <see cref="SyncHubOptions.RequireSignIn"/> is set. Default 10 s.</summary>
    public TimeSpan SignInTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many reads of data sources run at once on this node; others wait for their turn. Default 64.</summary>
    public int SourceReads { get; set; } = 64;

    /// <summary>How many reads of data sources may wait for their turn; beyond, <c>limit-exceeded</c>. Default 50,000.</summary>
    public int QueuedSourceReads { get; set; } = 50_000;

    internal IEnumerable<string> Problems()
    {
        if (Query is null)
        {
            yield return "Limits.Query is null; leave the default or set limits of your own.";
        }
        else
        {
            foreach (var problem in Problems(Query))
            {
                yield return problem;
            }
        }

        foreach (var (name, value, least) in new (string Name, long Value, long Least)[]
        {
            (nameof(SubscriptionsPerConnection), SubscriptionsPerConnection, 1),
            (nameof(KeyLength), KeyLength, 1),
            (nameof(OutboxBytes), OutboxBytes, 64 * 1024),
            (nameof(ReceiveBytes), ReceiveBytes, 1024),
            (nameof(IdleQueries), IdleQueries, 0),
            (nameof(Connections), Connections, 1),
            (nameof(ConnectionsPerUser), ConnectionsPerUser, 1),
            (nameof(LiveQueriesPerConnection), LiveQueriesPerConnection, 0),
            (nameof(LiveQueries), LiveQueries, 0),
            (nameof(SubscribeBurst), SubscribeBurst, 1),
            (nameof(SubscribesPerSecond), SubscribesPerSecond, 1),
            (nameof(SignInBurst), SignInBurst, 1),
            (nameof(SignInsPerMinute), SignInsPerMinute, 1),
            (nameof(SourceReads), SourceReads, 1),
            (nameof(QueuedSourceReads), QueuedSourceReads, 0),
        })
        {
            if (value < least)
            {
                yield return $"Limits.{name} is {value}; set it to {least} or more.";
            }
        }

        if (SignInTime <= TimeSpan.Zero || SignInTime > LongestSignInTime)
        {
            yield return $"Limits.SignInTime is {SignInTime}; set it to a positive time of at most one day.";
        }
    }

    private static IEnumerable<string> Problems(QueryLimits query) =>
        from limit in new (string Name, int Value)[]
        {
            (nameof(QueryLimits.Depth), query.Depth),
            (nameof(QueryLimits.Terms), query.Terms),
            (nameof(QueryLimits.ListLength), query.ListLength),
            (nameof(QueryLimits.Top), query.Top),
            (nameof(QueryLimits.Skip), query.Skip),
            (nameof(QueryLimits.PatternLength), query.PatternLength),
            (nameof(QueryLimits.Matches), query.Matches),
        }
        where limit.Value < 0
        select $"Limits.Query.{limit.Name} is {limit.Value}; set it to 0 or more.";
}
