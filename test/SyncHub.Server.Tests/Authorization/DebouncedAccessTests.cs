using SyncHub.Protocol;
using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Authorization;

/// <summary>Rows that leave a scope and come back while pushes are held back.</summary>
public sealed class DebouncedAccessTests
{
    private static readonly Who Ann = new("ann", "red", "lead");

    [Fact]
    public async Task Entity_AwayInBetween_ComesBackAsAWholeAndNothingOfItsAbsenceIsTold()
    {
        await using var server = await StartAsync();
        await using var client = await BareClient.ConnectAsync(server, link => link.User = Ann.Principal);
        await using var other = await BareClient.ConnectAsync(server, link => link.User = Ann.Principal);
        await client.AskAsync(1);

        await GoAndComeBackAsync(server);

        // Whoever joins has what is held back pushed first.
        await other.AskAsync(1);
        var push = await client.NextAsync();

        Assert.Equal(ClientMethods.EntityAdded, push.Method);
        Assert.Equal("while away", push.Argument.GetProperty("entity").Text("title"));
        Assert.Equal("", push.Argument.GetProperty("entity").Text("hidden"));
        Assert.DoesNotContain("bob", push.Argument.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collection_AwayInBetween_ComesBackAsAWhole()
    {
        await using var server = await StartAsync();
        await using var client = await BareClient.ConnectAsync(server, link => link.User = Ann.Principal);
        await using var other = await BareClient.ConnectAsync(server, link => link.User = Ann.Principal);
        await client.AskAllAsync();

        await GoAndComeBackAsync(server);
        await other.AskAllAsync();
        var push = await client.NextAsync();

        Assert.Equal(ClientMethods.CollectionChanged, push.Method);
        Assert.Equal(["remove", "insert"], push.Argument.GetProperty("changes").EnumerateArray().Select(edit => edit.Text("type")));
        Assert.Equal("while away", push.Argument.GetProperty("changes")[1].GetProperty("entity").Text("title"));
    }

    private static async Task<SyncHubTestServer> StartAsync()
    {
        var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Secret, int>(model => model
            .Debounce(TimeSpan.FromHours(1))
            .Access(access => access.Rows(user => secret => secret.OwnerId == user.UserId()))));
        for (var id = 1; id <= 9; id++)
        {
            await server.Data<Secret, int>().AddAsync(new Secret { Id = id, OwnerId = "ann", Tenant = new string('t', 100), Title = "before" });
        }

        return server;
    }

    private static async Task GoAndComeBackAsync(SyncHubTestServer server)
    {
        var secrets = server.Data<Secret, int>();
        await secrets.PatchAsync(1, secret => { (secret.OwnerId, secret.Hidden) = ("bob", "for bob"); });
        await secrets.PatchAsync(1, secret => { (secret.Title, secret.Hidden) = ("while away", ""); });
        await secrets.PatchAsync(1, secret => { secret.OwnerId = "ann"; });
    }
}
