namespace SyncHub.Queries;

/// <summary>How large a query may be. What is larger is <see cref="SyncErrorCodes.LimitExceeded"/>.</summary>
public sealed record QueryLimits
{
    /// <summary>The defaults.</summary>
    public static QueryLimits Default { get; } = new();

    /// <summary>
    /// How deep logic may be nested: <c>$and</c>, <c>$or</c> and <c>$not</c> are one level each, <c>$nor</c> is two, and so is an object of
    /// several entries one (they mean and). Default 8.
    /// </summary>
    public int Depth { get; init; } = 8;

    /// <summary>How many comparisons a filter may hold, and how many entries an order. Default 64.</summary>
    public int Terms { get; init; } = 64;

    /// <summary>How many values a list of <c>$in</c> or <c>$nin</c> may hold. Default 1,000.</summary>
    public int ListLength { get; init; } = 1_000;

    /// <summary>The largest <c>top</c>. Default 1,000.</summary>
    public int Top { get; init; } = 1_000;

    /// <summary>The largest <c>skip</c>. Default 10,000.</summary>
    public int Skip { get; init; } = 10_000;

    /// <summary>The longest pattern of <c>$like</c> and <c>$regex</c>, in characters (UTF-16 units). Default 256.</summary>
    public int PatternLength { get; init; } = 256;

    /// <summary>How many rows may match a query without <c>top</c>. Reading a query does not look at it: who runs it does. Default 5,000.</summary>
    public int Matches { get; init; } = 5_000;
}
