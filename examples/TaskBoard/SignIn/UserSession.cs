using System.Globalization;
using System.Security.Claims;

namespace TaskBoard.SignIn;

/// <summary>Somebody who has signed in.</summary>
/// <param name="Id">Tells the session from others. It is no secret: nobody can sign in with it.</param>
/// <param name="Name">Who it is.</param>
/// <param name="Role">What the person is on the boards.</param>
/// <param name="ExpiresAt">Until when it lasts.</param>
internal sealed record UserSession(string Id, string Name, string Role, DateTimeOffset ExpiresAt)
{
    public const string IdClaim = "sid";
    public const string ExpiryClaim = "exp";

    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, Name),
            new Claim(ClaimTypes.Name, Name),
            new Claim(ClaimTypes.Role, Role),
            new Claim(IdClaim, Id),
            new Claim(ExpiryClaim, ExpiresAt.UtcTicks.ToString(CultureInfo.InvariantCulture)),
        ],
        authenticationType: "TaskBoard"));

    /// <summary>The session of somebody who has signed in; null for everybody else.</summary>
    public static (string Id, DateTimeOffset ExpiresAt)? Of(ClaimsPrincipal user) =>
        user.FindFirstValue(IdClaim) is { } id && long.TryParse(user.FindFirstValue(ExpiryClaim), CultureInfo.InvariantCulture, out var ticks)
            ? (id, new DateTimeOffset(ticks, TimeSpan.Zero))
            : null;
}
