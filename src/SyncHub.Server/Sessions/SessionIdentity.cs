using System.Security.Claims;
using SyncHub.Server.Authorization;

namespace SyncHub.Server.Sessions;

/// <summary>Whom a connection stands for at the moment.</summary>
/// <param name="Principal">Who it is.</param>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Review">Which review of everybody's rights the node is at.</param>
internal sealed record SessionIdentity(ClaimsPrincipal Principal, string ConnectionId, AccessReview Review)
{
    /// <summary>What it signed in with on the running connection; null where it did not.</summary>
    public string? Secret { get; init; }

    /// <summary>When this ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Counts the identities of a connection: what was judged for an earlier one is judged again.</summary>
    public int Generation { get; init; }

    public bool IsAuthenticated => Principal.Identity?.IsAuthenticated == true;
}
