using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using SyncHub.Protocol;
using SyncHub.Server.Authorization;
using SyncHub.Server.Model;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Authorization;

/// <summary>What rules make of principals: who shares with whom, what may be asked, and what is wrong with a rule.</summary>
public sealed class AccessRuleTests
{
    private static readonly Who Ann = new("ann", "red", "lead");
    private static readonly Who Bob = new("bob", "red", "lead");
    private static readonly Who Cyd = new("cyd", "blue", "lead");

    public static TheoryData<string, Action<AccessBuilder<Secret>>, bool> Sharing => new()
    {
        { "by owner", access => access.Rows(user => secret => secret.OwnerId == user.UserId()), false },
        { "by tenant", access => access.Rows(user => secret => secret.Tenant == user.FindFirstValue("tenant")), true },
        { "by nothing of the user", access => access.Rows(user => secret => secret.IsPublic), true },
        { "by a role that both have", access => access.Rows(user => secret => user.IsInRole("lead") || secret.OwnerId == user.UserId()), true },
        { "by code", access => access.Rows(user => secret => user.FindUserId()!.Length + secret.Title.Length > 0), false },
        { "by tenant, split by user", access => access.Rows(user => secret => secret.Tenant == user.FindFirstValue("tenant")).Scope(user => user.FindUserId()), false },
        { "by view", access => access.View("own", secret => secret.Title, user => user.FindUserId() == "ann").WholeView("other"), false },
        { "without a difference", access => access.Require(user => user.FindUserId() is not null), true },
    };

    [Theory]
    [MemberData(nameof(Sharing))]
    public async Task Subscribe_TwoOfOneTenant_ShareExactlyWhereTheirScopesAreEqual(string rule, Action<AccessBuilder<Secret>> access, bool isShared)
    {
        await using var server = await SecretServer.StartAsync(access);
        await server.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "ann", Tenant = "red" });
        await using var ann = await server.ConnectAsync(Ann);
        await using var bob = await server.ConnectAsync(Bob);
        await using var again = await server.ConnectAsync(Ann);

        var answers = new List<(JsonElement Entity, JsonElement All)>();
        foreach (var client in new[] { ann, bob, again })
        {
            answers.Add(((await client.AskAsync(1)).Argument, (await client.AskAllAsync("r2")).Argument));
        }

        foreach (var (one, other, shared) in new[] { (0, 1, isShared), (0, 2, true) })
        {
            Assert.True(shared == (answers[one].Entity.Text("subscriptionId") == answers[other].Entity.Text("subscriptionId")), rule);
            Assert.True(shared == (answers[one].All.Text("subscriptionId") == answers[other].All.Text("subscriptionId")), rule);
            Assert.True(shared == (answers[one].Entity.Epoch() == answers[other].Entity.Epoch()), rule);
        }
    }

    [Fact]
    public async Task Subscribe_SameQueryOfDifferentTenants_HaveListsOfTheirOwn()
    {
        await using var server = await SecretServer.StartAsync(access => access.Rows(user => secret => secret.Tenant == user.FindFirstValue("tenant")));
        await server.Secrets.AddAsync(new Secret { Id = 1, Tenant = "red" });
        await server.Secrets.AddAsync(new Secret { Id = 2, Tenant = "blue" });
        await using var red = await server.ConnectAsync(Ann);
        await using var blue = await server.ConnectAsync(Cyd);

        var ofRed = (await red.AskAllAsync()).Argument;
        var ofBlue = (await blue.AskAllAsync()).Argument;

        Assert.Equal([1], ofRed.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetInt32()));
        Assert.Equal([2], ofBlue.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetInt32()));
        Assert.Equal((1, 1), (ofRed.GetProperty("totalCount").GetInt32(), ofBlue.GetProperty("totalCount").GetInt32()));
    }

    [Fact]
    public async Task Row_HiddenOrMissing_AnswersAreTheSame()
    {
        await using var server = await SecretServer.StartAsync();
        await server.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "bob" });
        await using var client = await server.ConnectAsync(Ann);

        var hidden = (await client.AskAsync(1)).Argument;
        var missing = (await client.AskAsync(2, "r2")).Argument;
        var at = (hidden.Seq(), hidden.Epoch());
        await server.Secrets.PatchAsync(1, secret => { secret.Title = "not for ann"; });
        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "r1", model = nameof(Secret), key = 1, lastSeq = at.Item1, epoch = at.Item2 });
        var hiddenAgain = (await client.NextAsync()).Argument;
        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "r2", model = nameof(Secret), key = 2, lastSeq = at.Item1, epoch = at.Item2 });
        var missingAgain = (await client.NextAsync()).Argument;

        Assert.Equal(Without(hidden), Without(missing));
        Assert.Equal(Without(hiddenAgain), Without(missingAgain));
        Assert.Equal("delta", hiddenAgain.Text("mode"));
        Assert.Empty(hiddenAgain.GetProperty("changes").EnumerateArray());
    }

    [Theory]
    [InlineData("hidden", null)]
    [InlineData("tenant", null)]
    [InlineData(null, "hidden")]
    [InlineData("ownerId", null)]
    public async Task Query_NamesWhatTheViewHides_IsRefusedLikeAnUnknownProperty(string? filtered, string? ordered)
    {
        await using var server = await SecretServer.StartAsync(access => access.View("some", secret => new { secret.Id, secret.Title }));
        await using var client = await server.ConnectAsync(Ann);

        var hidden = (await AskAsync(filtered, ordered)).Argument;
        var unknown = (await AskAsync(filtered is null ? null : "noSuch", ordered is null ? null : "noSuch")).Argument;

        Assert.Equal("invalid-filter", hidden.Text("code"));
        Assert.Equal(unknown.Text("error")!.Replace("noSuch", filtered ?? ordered, StringComparison.Ordinal), hidden.Text("error"));
        Assert.DoesNotContain("tenant,", hidden.Text("error"), StringComparison.Ordinal);

        Task<ServerCall> AskAsync(string? filter, string? order) => client.AskAllAsync(
            filter: filter is null ? null : new Dictionary<string, object> { [filter] = new Dictionary<string, object> { ["$eq"] = "x" } },
            order: order is null ? null : new Dictionary<string, string> { [order] = "ASC" });
    }

    [Fact]
    public async Task Query_Queryable_NarrowsWhatMayBeNamedAndNotWhatIsSeen()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Secret, int>(model => model.Queryable(secret => secret.Title)));
        await server.Data<Secret, int>().AddAsync(new Secret { Id = 1, Title = "a", Hidden = "b" });
        await using var client = await BareClient.ConnectAsync(server);

        var byTitle = (await client.AskAllAsync(filter: new { title = new Dictionary<string, string> { ["$eq"] = "a" } }, order: new { id = "DESC" })).Argument;
        var byHidden = (await client.AskAllAsync(filter: new { hidden = new Dictionary<string, string> { ["$eq"] = "b" } })).Argument;

        Assert.Equal("b", byTitle.GetProperty("data")[0].Text("hidden"));
        Assert.Equal("invalid-filter", byHidden.Text("code"));
    }

    [Fact]
    public async Task Rule_Throws_RefusesWithoutItsWordsAndNobodyElseNotices()
    {
        await using var server = await SecretServer.StartAsync(access => access.Rows(user =>
            user.IsInRole("guest") ? throw new InvalidOperationException("swordfish") : secret => true));
        await using var guest = await server.ConnectAsync(new Who("gus", "red", "guest"));
        await using var lead = await server.ConnectAsync(Ann);

        var refused = (await guest.AskAsync(1)).Argument;

        Assert.Equal("internal-error", refused.Text("code"));
        Assert.DoesNotContain("swordfish", refused.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(ClientMethods.Subscribed, (await lead.AskAsync(1)).Method);
    }

    [Fact]
    public async Task Rule_CodeThrowsForARow_RowIsNotSeen()
    {
        await using var server = await SecretServer.StartAsync(access => access.Rows(user => secret => secret.Title.Substring(2) == "yes"));
        await server.Secrets.AddAsync(new Secret { Id = 1, Title = "x" });
        await server.Secrets.AddAsync(new Secret { Id = 2, Title = "--yes" });
        await using var client = await server.ConnectAsync(Ann);

        var all = (await client.AskAllAsync()).Argument;

        Assert.Equal([2], all.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetInt32()));
        Assert.Equal(JsonValueKind.Null, (await client.AskAsync(1)).Argument.GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task Rows_SeveralRulesInCode_AllHold()
    {
        await using var server = await SecretServer.StartAsync(access => access
            .Rows(user => secret => secret.Title.Substring(1) == "a")
            .Rows(user => secret => secret.Hidden.Substring(1) == "b"));
        await server.Secrets.AddAsync(new Secret { Id = 1, Title = "-a", Hidden = "-x" });
        await server.Secrets.AddAsync(new Secret { Id = 2, Title = "-x", Hidden = "-b" });
        await server.Secrets.AddAsync(new Secret { Id = 3, Title = "-a", Hidden = "-b" });
        await using var client = await server.ConnectAsync(Ann);

        var all = (await client.AskAllAsync()).Argument;

        Assert.Equal([3], all.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetInt32()));
    }

    /// <summary>The same id with other claims: on another connection at the same time, and on one that signs in anew.</summary>
    [Fact]
    public async Task Rows_InCodeThatLooksAtClaims_OneUserWithFewerOfThemSeesLess()
    {
        await using var server = await SecretServer.StartAsync(access => access.Rows(user => secret => MaySee(user, secret)));
        await server.Secrets.AddAsync(new Secret { Id = 1, Title = "-x" });
        await using var lead = await server.ConnectAsync(Ann);
        await using var guest = await server.ConnectAsync(Ann with { Role = "guest" });

        Assert.Equal(1, (await lead.AskAllAsync()).Argument.GetProperty("totalCount").GetInt32());
        Assert.Equal(JsonValueKind.Object, (await lead.AskAsync(1, "r2")).Argument.GetProperty("data").ValueKind);
        Assert.Equal(0, (await guest.AskAllAsync()).Argument.GetProperty("totalCount").GetInt32());
        Assert.Equal(JsonValueKind.Null, (await guest.AskAsync(1, "r2")).Argument.GetProperty("data").ValueKind);

        await lead.SignInAsync((Ann with { Role = "guest" }).Secret);
        await server.Secrets.PatchAsync(1, secret => { secret.Hidden = "for leads"; });
        var moved = new[] { (await lead.NextAsync()).Argument, (await lead.NextAsync()).Argument };

        Assert.All(moved, answer => Assert.NotNull(answer.Text("replaces")));
        Assert.All(moved, answer => Assert.DoesNotContain("-x", answer.GetRawText(), StringComparison.Ordinal));
        Assert.Empty(lead.Waiting());
    }

    [Fact]
    public void PrincipalPrint_ClaimsInAnotherOrderOrRenewed_IsTheSameAndElseItIsNot()
    {
        var claims = new Claim[] { new("sub", "ann"), new("role", "lead"), new("exp", "1") };
        var known = Print(claims);

        Assert.Equal(known, Print([.. claims.Reverse()]));
        Assert.Equal(known, Print([claims[0], claims[1], new Claim("exp", "2")]));
        Assert.NotEqual(known, Print([claims[0]]));
        Assert.NotEqual(known, Print([claims[0], new Claim("role", "lead", null, "another issuer")]));
        Assert.NotEqual(known, Print([claims[0], new Claim("rol", "elead")]));
        Assert.NotEqual(known, PrincipalPrint.Of(new ClaimsPrincipal(new ClaimsIdentity(claims))));

        static string Print(IEnumerable<Claim> of) => PrincipalPrint.Of(new ClaimsPrincipal(new ClaimsIdentity(of, "test")));
    }

    /// <summary>It would read as its default, for which the rule may hold.</summary>
    [Fact]
    public async Task Rule_LooksAtWhatDoesNotTravel_RefusesAtAnyDepth()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models
            .AddModel<Dossier, int>(model => model.Access(access => access
                .Rows(user => user.IsInRole("guest") ? dossier => dossier.Clearance <= 1
                    : user.IsInRole("member") ? dossier => dossier.Inner.Clearance <= 1
                    : dossier => dossier.Inner.Title.Substring(1).Length <= 1))));
        await server.Data<Dossier, int>().AddAsync(new Dossier { Id = 1, Clearance = 7, Inner = new Inside { Clearance = 7, Title = "-a" } });
        var answers = new List<JsonElement>();
        foreach (var role in new[] { "guest", "member", "lead" })
        {
            await using var client = await BareClient.ConnectAsync(server, link => link.User = (Ann with { Role = role }).Principal);
            await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "r1", model = nameof(Dossier), key = 1 });
            answers.Add((await client.NextAsync()).Argument);
        }

        Assert.Equal(["internal-error", "internal-error", null], answers.Select(answer => answer.Text("code")));
        Assert.Equal(JsonValueKind.Object, answers[2].GetProperty("data").ValueKind);
        Assert.Contains(server.Logs, log => log.Contains("Inside.Clearance, which does not travel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_RulesWithProblems_AreAllReported()
    {
        var exception = await Assert.ThrowsAsync<SyncHubConfigurationException>(() => SyncHubTestServer.StartAsync(models => models.AddModel<Secret, int>(model => model
            .Queryable(secret => secret.Title.Length)
            .Access(access => access
                .View("same", secret => new { Text = secret.Title })
                .WholeView("same")))));

        Assert.Contains(exception.Problems, problem => problem.Contains("secret.Title.Length", StringComparison.Ordinal));
        Assert.Contains(exception.Problems, problem => problem.Contains("two views 'same'", StringComparison.Ordinal));
        Assert.Contains(exception.Problems, problem => problem.Contains("is for everybody", StringComparison.Ordinal));
        Assert.Contains(exception.Problems, problem => problem.Contains("as it is", StringComparison.Ordinal));
    }

    [Fact]
    public async Task View_ChangeOutsideIt_IsNotPushed()
    {
        await using var server = await SecretServer.StartAsync(access => access.View("some", secret => new { secret.Title, secret.OwnerId }));
        await server.Secrets.AddAsync(new Secret { Id = 1, Title = new string('a', 300) });
        await using var client = await server.ConnectAsync(Ann);
        await client.AskAsync(1);
        await client.AskAllAsync("r2");

        await server.Secrets.PatchAsync(1, secret => { secret.Hidden = "x"; });
        await server.Secrets.PatchAsync(1, secret => { (secret.Hidden, secret.OwnerId) = ("y", "b"); });
        var entity = await client.NextAsync();
        var collection = await client.NextAsync();

        Assert.Equal("""{"ownerId":"b"}""", entity.Argument.GetProperty("change").GetRawText());
        Assert.Equal(3, entity.Argument.Seq());
        Assert.Equal("""{"ownerId":"b"}""", collection.Argument.GetProperty("changes")[0].GetProperty("change").GetRawText());
    }

    private sealed class Dossier
    {
        public int Id { get; init; }

        [JsonIgnore]
        public int Clearance { get; init; }

        public Inside Inner { get; init; } = new();
    }

    private sealed class Inside
    {
        [JsonIgnore]
        public int Clearance { get; init; }

        public string Title { get; init; } = "";
    }

    // Given the row, so that nothing of it can be folded.
    private static bool MaySee(ClaimsPrincipal user, Secret secret) => user.IsInRole("lead") || secret.Title == "-a";

    private static string Without(JsonElement answer) => string.Join(
        ' ', answer.EnumerateObject().Where(member => member.Name is not ("requestId" or "subscriptionId")).Select(member => member.ToString()));
}
