using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using SyncHub.Server;

namespace TaskBoard.SignIn;

/// <summary>Signs in by name alone, since this is a demo: whoever says a name is believed.</summary>
internal static class SignInEndpoints
{
    private const int MaxLength = 40;

    public static void MapSignIn(this IEndpointRouteBuilder app, string path)
    {
        var group = app.MapGroup(path);
        group.MapPost("/sign-in", SignIn);
        group.MapPost("/sign-out", SignOutAsync).RequireAuthorization();
    }

    /// <summary>Refuses a token that stands for nothing, rather than taking its sender for nobody.</summary>
    public static RouteGroupBuilder RefuseBadTokens(this RouteGroupBuilder group) => group.AddEndpointFilter(async (context, next) =>
    {
        var result = await context.HttpContext.AuthenticateAsync();
        return result.Failure is null ? await next(context) : TypedResults.Problem(result.Failure.Message, statusCode: StatusCodes.Status401Unauthorized);
    });

    private static Results<Ok<SignedIn>, ValidationProblem> SignIn(SignInRequest? request, SessionStore sessions, IOptionsSnapshot<TeamOptions> team)
    {
        var name = request?.Name?.Trim() ?? string.Empty;
        if (name.Length is 0 or > MaxLength || !name.All(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '.'))
        {
            var sentence = $"name is '{(name.Length > MaxLength ? $"{name[..MaxLength]}…" : name)}'; send 1 to {MaxLength} letters, digits, spaces, hyphens and dots.";
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["name"] = [sentence] }, sentence);
        }

        var (token, session) = sessions.Start(name, team.Value.Leads.Contains(name) ? Roles.Lead : Roles.Member);
        return TypedResults.Ok(new SignedIn(token, session.Name, session.ExpiresAt));
    }

    private static async Task<NoContent> SignOutAsync(ClaimsPrincipal user, SessionStore sessions, ISyncAccess access)
    {
        // Authorised: there is one.
        var (id, expiresAt) = UserSession.Of(user)!.Value;
        sessions.End(id, expiresAt);

        // When this completes, nothing that the session has granted reaches any connection any more.
        await access.ReevaluateAsync(other => other.HasClaim(UserSession.IdClaim, id));
        return TypedResults.NoContent();
    }

    internal sealed record SignInRequest(string? Name);

    internal sealed record SignedIn(string Token, string Name, DateTimeOffset ExpiresAt);
}
