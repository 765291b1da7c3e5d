namespace SyncHub.Queries;

/// <summary>One step of an order.</summary>
/// <param name="Property">The property that is compared.</param>
/// <param name="Descending">Whether the greatest comes first (and null last).</param>
public sealed record OrderTerm(QueryProperty Property, bool Descending = false);
