using SyncHub.Server.Resolvers;
using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Resolvers;

public sealed class ResolverConfigurationTests
{
    public static TheoryData<Action<SyncHubBuilder>, string> Unusable => new()
    {
        { hub => Add(hub, ""), "Resolver '': its name is empty." },
        { hub => Add(hub, " "), "its name is empty." },
        { hub => Add(hub, new string('x', 129)), "its name has 129 characters; the limit is 128." },
        { hub => Add(hub, "a\nb"), "its name has control characters." },
        { hub => Add(Add(hub, "report"), "report"), "Resolver 'report' is registered twice;" },
        { hub => Add(hub.AddModel<Note, int>(), "Note"), "Name 'Note' is used by a resolver and by the model of SyncHub.Server.Tests.Hubs.Note;" },
        { hub => Add(hub, "report", resolver => resolver.PerConnection().Scope(_ => "all")), "Resolver 'report': it is PerConnection and has a Scope," },
        { hub => Add(hub, "report", resolver => resolver.Timeout(TimeSpan.Zero)), "its Timeout is 00:00:00." },
        { hub => Add(hub, "report", resolver => resolver.Timeout(TimeSpan.FromDays(50))), "its Timeout is 50.00:00:00." },
        { hub => Add(hub, "report", resolver => resolver.MaxRows(0)), "its MaxRows is 0." },
        { hub => Add(hub, "report", resolver => resolver.MaxBytes(0)), "its MaxBytes is 0." },
        { hub => Add(hub, "report", resolver => resolver.Concurrency(0)), "its Concurrency is 0." },
        { _ => { }, "No model is registered, and no resolver; call AddModel or AddResolver" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Start_OneUnusable_SaysWhatAndHowToMendIt(Action<SyncHubBuilder> configure, string expected)
    {
        var exception = await Assert.ThrowsAsync<SyncHubConfigurationException>(() => SyncHubTestServer.StartAsync(configure));

        Assert.Contains(expected, Assert.Single(exception.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SeveralUnusable_ReportsAllAtOnce()
    {
        var exception = await Assert.ThrowsAsync<SyncHubConfigurationException>(() => SyncHubTestServer.StartAsync(
            hub => Add(Add(hub.AddModel<Note, int>(note => note.Name("")), "a", resolver => resolver.MaxRows(0).MaxBytes(0)), "b", resolver => resolver.Concurrency(-1))));

        Assert.Equal(4, exception.Problems.Count);
    }

    [Fact]
    public async Task Start_NameOfTheGreatestLength_IsTaken()
    {
        await using var server = await SyncHubTestServer.StartAsync(hub => Add(hub, new string('x', 128)));
        await using var client = await BareClient.ConnectAsync(server);

        Assert.Equal("resolver", (await client.SubscribeAsync(new string('x', 128), "k")).Text("kind"));
    }

    private static SyncHubBuilder Add(SyncHubBuilder hub, string name, Action<ResolverBuilder>? configure = null) =>
        hub.AddResolver(name, (_, _, _, _) => Task.CompletedTask, configure);
}
