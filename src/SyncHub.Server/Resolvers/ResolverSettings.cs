using System.Security.Claims;

namespace SyncHub.Server.Resolvers;

/// <summary>How a resolver is run, as checked.</summary>
/// <param name="Sharing">Who shares rows.</param>
/// <param name="Scope">Names the scope of a user, null for none; only for <see cref="Sharing.Scope"/>.</param>
/// <param name="Timeout">How long a run may take.</param>
/// <param name="MaxRows">How many rows a run may add.</param>
/// <param name="MaxBytes">How many bytes of JSON these may have.</param>
/// <param name="Concurrency">How many runs of the resolver may be under way on a node.</param>
internal sealed record ResolverSettings(
    Sharing Sharing,
    Func<ClaimsPrincipal, string?>? Scope,
    TimeSpan Timeout,
    int MaxRows,
    long MaxBytes,
    int Concurrency);
