using System.Collections.Concurrent;
using SyncHub.Protocol;
using SyncHub.Server.Tests.Authorization;
using SyncHub.Testing;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Resolvers;

/// <summary>
/// Notifications race subscribes, unsubscribes, sign-ins and runs that take their time: in the end everybody who follows has the rows of
/// the last notification, no push of a subscription goes back, and nothing comes for one that has ended.
/// </summary>
public sealed class ResolverRaceTests(ITestOutputHelper output)
{
    private const int Keys = 3;
    private const int Steps = 120;

    private static readonly Who[] People = [new("ann", "red", "lead"), new("bob", "red", "lead")];

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(6, 2)]
    public async Task RandomSteps_InTheEnd_EverybodyHasTheLastRows(int seed, int sharing)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var scene = await ResolverScene.StartAsync(resolver => _ = sharing switch
        {
            0 => resolver,
            1 => resolver.Scope(_ => "all"),
            _ => resolver.PerConnection(),
        });
        var state = new ConcurrentDictionary<string, int>();
        scene.Handler.Texts = call => [$"{state.GetValueOrDefault(call.Key)}"];
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.ConnectAsync()));
        var followers = clients.SelectMany(client => Enumerable.Range(0, Keys).Select(key => new Follower(client, $"{key}"))).ToArray();
        var open = new List<Task>();
        for (var step = 0; step < Steps; step++)
        {
            var follower = followers[random.Next(followers.Length)];
            switch (random.Next(6))
            {
                case 0 or 1:
                    // Not awaited: the answer is to race what follows.
                    open.Add(follower.SubscribeAsync());
                    break;
                case 2:
                    open.Add(follower.UnsubscribeAsync());
                    break;
                case 3 when random.Next(4) == 0:
                    open.Add(ResolverScene.SignInAsync(follower.Client, People[random.Next(People.Length)]));
                    break;
                default:
                    state.AddOrUpdate(follower.Key, 1, (_, value) => value + 1);
                    open.Add(scene.NotifyAsync(follower.Key));
                    break;
            }

            if (random.Next(3) == 0)
            {
                await Task.Yield();
            }
        }

        await Task.WhenAll(open);
        foreach (var follower in followers)
        {
            await follower.SubscribeAsync();
        }

        foreach (var key in Enumerable.Range(0, Keys))
        {
            state[$"{key}"] = 1000 + key;
            await scene.NotifyAsync($"{key}");
        }

        foreach (var client in clients)
        {
            var mine = followers.Where(follower => follower.Client == client).ToArray();
            while (!mine.All(follower => follower.Text == $"{state[follower.Key]}"))
            {
                var call = await client.NextAsync();
                foreach (var follower in mine)
                {
                    follower.Take(call);
                }
            }
        }

        Assert.All(followers, follower => Assert.Null(follower.Violation));
        Assert.Empty(scene.Server.Logs);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    /// <summary>One key on one connection, kept by the protocol's rules.</summary>
    private sealed class Follower(BareClient client, string key)
    {
        private readonly string _name = $"{key}-";
        private int _requests;
        private string? _id;
        private (string Epoch, long Seq)? _at;

        public BareClient Client => client;

        public string Key => key;

        public string? Text { get; private set; }

        public string? Violation { get; private set; }

        public Task SubscribeAsync() => ResolverScene.AskAsync(client, key, $"{_name}{++_requests}");

        public Task UnsubscribeAsync() => _requests == 0
            ? Task.CompletedTask
            : client.InvokeAsync(HubMethods.Unsubscribe, new { requestId = $"{_name}{_requests}" });

        public void Take(ServerCall call)
        {
            var message = call.Argument;
            switch (call.Method)
            {
                case ClientMethods.Subscribed when message.Text("requestId")?.StartsWith(_name, StringComparison.Ordinal) == true
                    || (_id is not null && message.Text("replaces") == _id):
                    _id = message.Text("subscriptionId");
                    Take(message);
                    break;
                case ClientMethods.RowsChanged when message.Text("subscriptionId") == _id:
                    if (_at is { } at && (message.Epoch() != at.Epoch || message.Seq() <= at.Seq))
                    {
                        Violation ??= $"push {message.Seq()} of {message.Epoch()} at {at}";
                    }

                    Take(message);
                    break;
                case ClientMethods.SubscriptionError when message.Text("code") != "invalid-request":
                    Violation ??= $"{message}";
                    break;
            }
        }

        private void Take(System.Text.Json.JsonElement message)
        {
            _at = (message.Epoch(), message.Seq());
            Text = ResolverScene.TextsOf(message);
        }
    }
}
