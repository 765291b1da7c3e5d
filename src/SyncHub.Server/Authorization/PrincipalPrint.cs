using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace SyncHub.Server.Authorization;

/// <summary>Tells principals apart by all that they claim.</summary>
internal static class PrincipalPrint
{
    // When a token was made and when it ends: a renewed one is the same person with the same rights.
    private static readonly string[] Times = ["exp", "nbf", "iat"];

    /// <summary>Equal for principals of equal claims, whatever their order.</summary>
    public static string Of(ClaimsPrincipal user)
    {
        var parts = user.Identities.Select(Of).Order(StringComparer.Ordinal);
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
    }

    private static string Of(ClaimsIdentity identity)
    {
        var claims = identity.Claims
            .Where(claim => !Times.Contains(claim.Type, StringComparer.Ordinal))
            .Select(claim => Join(claim.Type, claim.Value, claim.Issuer))
            .Order(StringComparer.Ordinal);
        return Join(identity.AuthenticationType ?? "", identity.NameClaimType, identity.RoleClaimType, string.Concat(claims));
    }

    // Each with its length, so that no value can pass for a part of another.
    private static string Join(params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part.Length).Append(':').Append(part);
        }

        return text.ToString();
    }
}
