using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncHub.Json;
using SyncHub.Server.Authorization;
using SyncHub.Server.Model;

namespace SyncHub.Server.Tests.Authorization;

/// <summary>Rules of a model, and the same once more in plain code: what the server does is held against that.</summary>
internal sealed class Rules(bool isCode)
{
    private static readonly JsonSerializerOptions Json = EntityJson.CreateOptions();
    private static readonly string[] MemberView = ["id", "ownerId", "title"];
    private static readonly string[] GuestView = ["id"];

    /// <summary>Up to which level each user sees; looked at by rules that are code.</summary>
    public ConcurrentDictionary<string, int> Levels { get; } = new();

    public void Configure(ModelBuilder<Secret, int> model) => model.Access(access =>
    {
        access
            .Require(user => user.Identity?.IsAuthenticated == true)
            .WholeView("lead", user => user.IsInRole("lead"))
            .View("member", secret => new { secret.Id, secret.OwnerId, secret.Title }, user => user.IsInRole("member"))
            .View("guest", secret => secret.Id);
        if (isCode)
        {
            access.Rows(user => secret => secret.Tenant == user.FindFirstValue("tenant") && MaySee(user.UserId(), secret));
        }
        else
        {
            access.Rows(user => secret => secret.Tenant == user.FindFirstValue("tenant") && (secret.OwnerId == user.UserId() || secret.IsPublic));
        }
    });

    public bool Sees(Who who, Secret secret) =>
        secret.Tenant == who.Tenant && (isCode ? MaySee(who.Name, secret) : secret.OwnerId == who.Name || secret.IsPublic);

    /// <summary>A row as somebody sees it.</summary>
    public static JsonObject Show(Who who, Secret secret)
    {
        var whole = JsonSerializer.SerializeToNode(secret, Json)!.AsObject();
        var names = who.Role switch { "lead" => null, "member" => MemberView, _ => GuestView };
        foreach (var name in names is null ? [] : whole.Select(property => property.Key).Except(names).ToList())
        {
            whole.Remove(name);
        }

        return whole;
    }

    // Not to be expressed on the wire: it looks up something that is no part of the row.
    private bool MaySee(string name, Secret secret) => secret.Level <= Levels.GetValueOrDefault(name);
}
