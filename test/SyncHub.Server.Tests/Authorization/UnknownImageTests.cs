using Microsoft.Extensions.DependencyInjection;
using SyncHub.Json;
using SyncHub.Protocol;
using SyncHub.Server.Log;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Authorization;

/// <summary>Changes of which nobody says what was before, and rules about who may see what: what left leaves, and nobody is shown what is not theirs.</summary>
public sealed class UnknownImageTests
{
    [Fact]
    public async Task Follow_BeforeIsUnknown_WhoMayNotSeeTheRowLosesItAndIsShownNothing()
    {
        await using var server = await SecretServer.StartAsync();
        await using var ann = await server.ConnectAsync(new Who("ann", "red", "lead"));
        await using var bob = await server.ConnectAsync(new Who("bob", "red", "lead"));
        foreach (var client in new[] { ann, bob })
        {
            await client.AskAsync(5);
            await client.AskAllAsync("r2");
        }

        // Ann is shown a row of hers; then it is Bob's, and what it was before, nobody says.
        var log = server.Server.Services.GetRequiredService<IChangeLog>();
        var heads = await log.AppendAsync(new Commit([Change(ChangeKind.Add, "ann", "first-mark")]));
        Assert.Equal([ClientMethods.EntityAdded, "rows"], await NextTwoAsync(ann, "first-mark"));
        await log.AppendAsync(new Commit([Change(ChangeKind.Update, "bob", "second-mark")], Began: heads[nameof(Secret)].Timestamp));

        Assert.Equal([ClientMethods.EntityRemoved, "rows"], await NextTwoAsync(ann, mark: null));
        Assert.Equal([ClientMethods.EntityAdded, "rows"], await NextTwoAsync(bob, "second-mark"));
    }

    private static async Task<List<string>> NextTwoAsync(BareClient client, string? mark)
    {
        var calls = new List<string>();
        while (calls.Count < 2)
        {
            var call = await client.NextAsync();
            if (call.Method == ClientMethods.Position)
            {
                continue;
            }

            var text = call.Argument.GetRawText();
            Assert.DoesNotContain(mark == "first-mark" ? "second-mark" : "first-mark", text, StringComparison.Ordinal);
            Assert.True(mark is not null || !text.Contains("-mark", StringComparison.Ordinal), text);
            calls.Add(call.Method is ClientMethods.CollectionChanged or ClientMethods.CollectionSnapshot ? "rows" : call.Method);
        }

        return calls;
    }

    private static Change Change(ChangeKind kind, string owner, string title) => new()
    {
        Model = nameof(Secret),
        Key = 5,
        Kind = kind,
        After = RawJson.Parse($$"""{"id":5,"ownerId":"{{owner}}","tenant":"","isPublic":false,"level":0,"title":"{{title}}","hidden":""}"""),
        BeforeIsHint = true,
    };
}
