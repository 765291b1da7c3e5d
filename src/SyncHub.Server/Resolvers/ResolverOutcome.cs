using SyncHub.Protocol;

namespace SyncHub.Server.Resolvers;

/// <summary>How a run ended; exactly one of the two is there.</summary>
/// <param name="Rows">What the handler answered.</param>
/// <param name="Error">Why it did not.</param>
internal readonly record struct ResolverOutcome(IReadOnlyList<ResolverRow>? Rows, SyncError? Error);
