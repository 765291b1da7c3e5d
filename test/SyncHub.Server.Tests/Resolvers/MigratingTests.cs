using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Protocol;
using SyncHub.Server.Messages;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Resolvers;

/// <summary>The code of docs/migrating.md is this code, and it works.</summary>
public sealed class MigratingTests
{
    [Fact]
    public void Page_EachOfItsSamples_IsTheCodeOfThisFile()
    {
        var source = Lines("test/SyncHub.Server.Tests/Resolvers/MigratingTests.cs");
        var page = Lines("docs/migrating.md");
        var samples = 0;
        for (var i = 0; i < page.Length; i++)
        {
            if (page[i].StartsWith("<!-- sample: ", StringComparison.Ordinal))
            {
                var name = page[i]["<!-- sample: ".Length..^" -->".Length];
                var expected = source.SkipWhile(line => line.Trim() != $"// sample: {name}").Skip(1).TakeWhile(line => line.Trim() != "// end").ToArray();
                var indent = expected.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
                Assert.Equal(expected.Select(line => line.Length == 0 ? line : line[indent..]), page[(i + 2)..].TakeWhile(line => line != "```"));
                samples++;
            }
        }

        Assert.Equal(5, samples);
    }

    [Fact]
    public async Task Samples_OfAReport_Work()
    {
        await using var server = await SyncHubTestServer.StartAsync(
            Configure,
            new TestServerSettings { Services = services => services.AddSingleton<Reports>().AddSingleton<Controller>() });
        await using var client = await BareClient.ConnectAsync(server);
        var reports = server.Services.GetRequiredService<Reports>();
        reports.Saved["100"] = new Report("100", "draft", "u1");

        var item = await client.SubscribeAsync("items", "100");
        var report = await client.SubscribeAsync("report", "100", requestId: "r2");
        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "r4", model = "private-report", key = "100" });
        var secret = await client.NextAsync(ClientMethods.SubscriptionError);
        await server.Services.GetRequiredService<Controller>().SaveAsync(new Report("100", "final", "u1"));
        var pushed = await client.NextAsync(ClientMethods.RowsChanged);
        await client.InvokeAsync(HubMethods.Send, new { ping = 1 });
        var reply = await client.NextAsync(ClientMethods.Message);

        Assert.Equal("""[{"model":"Report","data":{"id":"100","text":"draft","author":"u1"}}]""", item.GetProperty("rows").GetRawText());
        Assert.Equal(["Report", "Author"], report.GetProperty("rows").EnumerateArray().Select(row => row.Text("model")));
        Assert.Equal("forbidden", secret.Text("code"));
        Assert.Equal(report.Text("subscriptionId"), pushed.Text("subscriptionId"));
        Assert.Equal("final", pushed.GetProperty("rows")[0].GetProperty("data").Text("text"));
        Assert.Equal("""{"echo":{"ping":1}}""", reply.GetRawText());
    }

    private static void Configure(SyncHubBuilder sync)
    {
        // sample: one row
        sync.AddResolver("items", async (id, context, rows, cancel) =>
        {
            var reports = context.Services.GetRequiredService<Reports>();
            rows.Add(await reports.GetAsync(id, cancel));
        });
        // end

        // sample: several rows
        sync.AddResolver("report", async (id, context, rows, cancel) =>
        {
            var reports = context.Services.GetRequiredService<Reports>();
            var report = await reports.GetAsync(id, cancel);
            rows.Add(report);
            rows.Add(await reports.GetAuthorAsync(report.Author, cancel));
        });
        // end

        // sample: secret
        sync.AddResolver("private-report", async (id, context, rows, cancel) =>
        {
            var reports = context.Services.GetRequiredService<Reports>();
            if (!await reports.MayReadAsync(context.Secret, id, cancel))
            {
                throw new SyncException(new SyncError(SyncErrorCodes.Forbidden, $"Report {id} is not for you; ask its author."));
            }

            rows.Add(await reports.GetAsync(id, cancel));
        }, resolver => resolver.PerConnection());
        // end

        sync.AddMessageHandler<Echo>();
    }

    private static string[] Lines(string path) => File.ReadAllLines(WorkingTree.PathOf(path));

    private sealed record Report(string Id, string Text, string Author);

    private sealed record Author(string Id);

    private sealed class Reports
    {
        public Dictionary<string, Report> Saved { get; } = [];

        public Task<Report> GetAsync(string id, CancellationToken cancel) => Task.FromResult(Saved[id]).WaitAsync(cancel);

        public Task<Author> GetAuthorAsync(string id, CancellationToken cancel) => Task.FromResult(new Author(id)).WaitAsync(cancel);

        public Task<bool> MayReadAsync(string? secret, string id, CancellationToken cancel) => Task.FromResult(secret == id).WaitAsync(cancel);

        public Task SaveAsync(Report report)
        {
            Saved[report.Id] = report;
            return Task.CompletedTask;
        }
    }

    private sealed class Controller(Reports reports, ISyncNotifier notifier)
    {
        // sample: notify
        public async Task SaveAsync(Report report)
        {
            await reports.SaveAsync(report);
            await notifier.NotifyChangedAsync("report", report.Id);
        }
        // end
    }

    // sample: pass-through
    private sealed class Echo : ISyncMessageHandler
    {
        public Task HandleAsync(SyncMessage message, CancellationToken cancellationToken) =>
            message.ReplyAsync(new { Echo = message.Payload });
    }
    // end
}
