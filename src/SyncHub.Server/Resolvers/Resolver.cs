using System.Security.Cryptography;
using System.Text;
using SyncHub.Server.Authorization;
using SyncHub.Server.Errors;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Resolvers;

/// <summary>A registered resolver: checked once, then unchanged.</summary>
/// <param name="Name">Its name on the wire and in the log.</param>
/// <param name="Handler">The application's code.</param>
/// <param name="Settings">How it is run.</param>
internal sealed record Resolver(string Name, ResolverHandler Handler, ResolverSettings Settings)
{
    // Differ from token to token of one user with equal rights.
    private static readonly HashSet<string> OfOneToken = ["jti", "iat", "nbf", "exp"];

    /// <summary>A node that has fallen behind runs every followed key once: little needs to be kept for that.</summary>
    public static ChangeRetention Retention { get; } = new(TimeSpan.FromMinutes(1), 1_000, 1024 * 1024);

    /// <summary>With whom somebody shares rows, or why there are none for them.</summary>
    /// <exception cref="Exception">The application's code threw.</exception>
    public AccessDecision Judge(SessionIdentity identity)
    {
        // What code decides counts until everybody is judged again.
        var review = identity.Review.Current;
        switch (Settings.Sharing)
        {
            case Sharing.Connection:
                return new AccessScope($"connection {identity.ConnectionId} {identity.Generation}");
            case Sharing.Scope:
                return Settings.Scope!(identity.Principal) is { } scope
                    ? new AccessScope($"scope {review} {scope}")
                    : SyncErrors.NotAllowed(Name, identity.Principal);
            default:
                return new AccessScope($"user {review} {UserName(identity)}");
        }
    }

    // The handler may look at any of the claims, and at the secret: only where all of them are equal is the answer.
    private static string UserName(SessionIdentity identity)
    {
        var user = identity.Principal;
        var parts = user.Claims.Where(claim => !OfOneToken.Contains(claim.Type))
            .Select(claim => Part(claim.Type) + Part(claim.Value) + Part(claim.Issuer))
            .Order(StringComparer.Ordinal)
            .Prepend(identity.Secret is null ? "" : Part(identity.Secret))
            .Prepend(Part(user.FindUserId() ?? ""))
            .Prepend(identity.IsAuthenticated ? "1" : "0");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', parts))));
    }

    // With its length, so that no value can pass for a part of another.
    private static string Part(string text) => $"{text.Length}:{text}";
}
