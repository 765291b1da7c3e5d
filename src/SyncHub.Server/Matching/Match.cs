namespace SyncHub.Server.Matching;

/// <summary>A query that a change touches: the row matches its filter now, or did before.</summary>
/// <param name="Query">The query.</param>
/// <param name="Was">Whether the row matched before the change.</param>
/// <param name="Is">Whether it matches now.</param>
internal readonly record struct Match<TQuery>(TQuery Query, bool Was, bool Is);
