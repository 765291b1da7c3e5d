using SyncHub.Queries;

namespace SyncHub.Server;

/// <summary>What one client may ask of the server.</summary>
public sealed class SyncHubLimits
{
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
        })
        {
            if (value < least)
            {
                yield return $"Limits.{name} is {value}; set it to {least} or more.";
            }
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
