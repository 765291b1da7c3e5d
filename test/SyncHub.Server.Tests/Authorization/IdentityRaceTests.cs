using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Protocol;
using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Authorization;

/// <summary>Identities change while everything else goes on.</summary>
public sealed class IdentityRaceTests(ITestOutputHelper output)
{
    private const int Keys = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Subscribe_IdentityChangesDuringTheRead_IsJudgedAgain()
    {
        var source = new GatedSource();
        var settings = GatedSource.Settings(source);
        await using var server = await SyncHubTestServer.StartAsync(
            models => models
                .AddModel<Note, int>(model => model.Access(access => access.Rows(user => note => note.Title == user.UserId())))
                .AddAuthenticator<WhoAuthenticator>(),
            settings with
            {
                Services = services =>
                {
                    settings.Services!(services);
                    services.AddSingleton<WhoAuthenticator.Desk>();
                },
            });
        await server.Data<Note, int>().AddAsync(new Note { Id = 1, Title = "ann", Text = "for ann" });
        var raw = new ConcurrentQueue<string>();
        await using var client = await BareClient.ConnectAsync(server, link =>
        {
            link.User = new Who("ann", "red", "lead").Principal;
            link.Faults.Lose(record =>
            {
                raw.Enqueue(record);
                return false;
            });
        });
        source.Close();
        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "r1", model = "Note", key = 1 });
        await source.WhenReadingAsync();

        Assert.True((await client.SignInAsync("bob/red/lead")).GetProperty("ok").GetBoolean());
        source.Open();
        var answer = await client.NextAsync(ClientMethods.Subscribed);

        Assert.Equal("r1", answer.Text("requestId"));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("data").ValueKind);
        Assert.DoesNotContain(raw, record => record.Contains("for ann", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task SignIn_WhileWritersWrite_NothingOfAFormerIdentityFollowsItsCompletion(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var server = await SecretServer.StartAsync(options: options => options.Limits.SignInBurst = int.MaxValue);
        var owners = new ConcurrentDictionary<string, string>();
        for (var key = 0; key < Keys; key++)
        {
            await server.Secrets.AddAsync(new Secret { Id = key });
        }

        var raw = new ConcurrentQueue<(string? Asks, string Record)>();
        await using var client = await BareClient.ConnectAsync(server.Server, link => link.Faults.Lose(record =>
        {
            raw.Enqueue((null, record));
            return false;
        }));
        await client.SignInAsync("ann/red/lead");
        for (var key = 0; key < Keys; key++)
        {
            await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = $"e{key}", model = nameof(Secret), key });
        }

        await client.InvokeAsync(HubMethods.SubscribeCollection, new { requestId = "c", model = nameof(Secret), order = new { title = "DESC" }, top = 3 });
        raw.Clear();
        raw.Enqueue(("ann", ""));

        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() => WriteAsync(server.Secrets, owners, new Random(seed + 100), stop.Token));
        for (var i = 0; i < 150; i++)
        {
            var name = random.Next(2) == 0 ? "ann" : "bob";
            raw.Enqueue((name, ""));
            Assert.True((await client.SignInAsync($"{name}/red/lead")).GetProperty("ok").GetBoolean());
            if (i % 10 == 0)
            {
                // Now and then all that has moved gets its answer: else identities may follow one another faster than these come.
                await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = $"settle{i}", model = nameof(Secret), key = Keys + i });
                while ((await client.NextAsync()).Argument.Text("requestId") != $"settle{i}")
                {
                }
            }
        }

        await stop.CancelAsync();
        await writing.WaitAsync(Patience);

        // Between the request to be somebody else and its completion, either may be told what is theirs.
        var (current, next) = ("ann", (string?)null);
        var seen = 0;
        foreach (var (asks, record) in raw)
        {
            next = asks ?? next;
            if (asks is null && record.Contains("\"type\":3", StringComparison.Ordinal) && next is not null)
            {
                (current, next) = (next, null);
            }

            foreach (var mark in Viewer.MarksIn(record))
            {
                seen++;
                Assert.True(owners[mark] == current || owners[mark] == next, $"seed {seed}: {mark} of {owners[mark]} reached {current}: {record}");
            }
        }

        output.WriteLine($"{seen} marks seen of {owners.Count}");
        Assert.True(seen > 100);
    }

    private static async Task WriteAsync(DataSet<Secret, int> secrets, ConcurrentDictionary<string, string> owners, Random random, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var (mark, owner) = ($"T#{i}#", random.Next(2) == 0 ? "ann" : "bob");
            owners[mark] = owner;
            await secrets.PatchAsync(random.Next(Keys), secret => { (secret.Title, secret.OwnerId) = (mark, owner); }, CancellationToken.None);
            await Task.Yield();
        }
    }
}
