using System.Security.Claims;

namespace SyncHub.Server;

/// <summary>What row rules need of a principal.</summary>
public static class ClaimsPrincipalExtensions
{
    /// <summary>
    /// The id of the user: the claim <see cref="ClaimTypes.NameIdentifier"/>, or <c>sub</c>, or the name. For use in row rules: nobody without
    /// an id gets past it.
    /// </summary>
    /// <exception cref="SyncException">The principal has none: <see cref="SyncErrorCodes.Unauthenticated"/>, which is what the client is told.</exception>
    public static string UserId(this ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.FindUserId() ?? throw new SyncException(Errors.SyncErrors.SignInFirst());
    }

    /// <summary>Like <see cref="UserId"/>, but null for a principal without an id.</summary>
    public static string? FindUserId(this ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value ?? user.Identity?.Name;
    }
}
