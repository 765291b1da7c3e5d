namespace SyncHub.LoadTest.Contracts.Cluster;

/// <summary>Opens connections that follow what a plan says, and come back to another node, from where they were, when theirs is gone.</summary>
/// <param name="Url">The hub's address.</param>
/// <param name="Elsewhere">The address of the same hub on the other node.</param>
/// <param name="Target">Which hub it is.</param>
/// <param name="Plan">What they follow.</param>
/// <param name="Count">How many connections.</param>
/// <param name="BaseDelayMilliseconds">The shortest wait before one comes back; the longest is twice that.</param>
/// <param name="Seed">Of the waits.</param>
internal sealed record HoldSubscriptions(Uri Url, Uri Elsewhere, Target Target, HeldPlan Plan, int Count, double BaseDelayMilliseconds, int Seed) : ClientCommand;

/// <summary>Waits until all that were held are back. Answered by <see cref="ReturnReport"/>.</summary>
internal sealed record AwaitReturn(double TimeoutSeconds) : ClientCommand;

/// <summary>Closes the connections that were held.</summary>
internal sealed record ReleaseSubscriptions : ClientCommand;
