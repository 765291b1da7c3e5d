using System.Security.Claims;

namespace SyncHub.Server.Tests.Authorization;

/// <summary>Somebody who signs in.</summary>
internal sealed record Who(string Name, string Tenant, string Role)
{
    public string Secret => $"{Name}/{Tenant}/{Role}";

    public ClaimsPrincipal Principal => new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, Name), new("tenant", Tenant), new(ClaimTypes.Role, Role)], authenticationType: "test"));

    public static Who? Parse(string secret) => secret.Split('/') is [var name, var tenant, var role] ? new Who(name, tenant, role) : null;
}

/// <summary>Takes every secret that names somebody; for how long, tests say.</summary>
internal sealed class WhoAuthenticator(WhoAuthenticator.Desk desk) : ISyncAuthenticator
{
    public ValueTask<SyncGrant?> AuthenticateAsync(string secret, CancellationToken cancellationToken)
    {
        desk.Asked++;
        if (desk.Answers.TryDequeue(out var answer))
        {
            return new ValueTask<SyncGrant?>(answer());
        }

        return desk.Failure is { } failure
            ? throw failure
            : ValueTask.FromResult(Who.Parse(secret) is { } who && !desk.Barred.Contains(who.Name) ? new SyncGrant(who.Principal, desk.ExpiresAt) : null);
    }

    /// <summary>What the authenticator says of everybody.</summary>
    public sealed class Desk
    {
        public int Asked { get; set; }

        public DateTimeOffset? ExpiresAt { get; set; }

        public Exception? Failure { get; set; }

        public HashSet<string> Barred { get; } = [];

        /// <summary>What the next questions are answered with, one each, instead of all else.</summary>
        public Queue<Func<Task<SyncGrant?>>> Answers { get; } = [];
    }
}
