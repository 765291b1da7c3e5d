using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Protocol;
using SyncHub.Server.Resolvers;
using SyncHub.Server.Tests.Authorization;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Resolvers;

/// <summary>A server with one resolver, "report", and what tests do with it. A second one, "barrier", answers at once.</summary>
internal sealed class ResolverScene : IAsyncDisposable
{
    public const string Name = "report";
    public const string Barrier = "barrier";

    private int _settled;

    private ResolverScene(SyncHubTestServer server, TestedHandler handler)
    {
        Server = server;
        Handler = handler;
    }

    public SyncHubTestServer Server { get; }

    public TestedHandler Handler { get; }

    public ISyncNotifier Notifier => Server.Services.GetRequiredService<ISyncNotifier>();

    public static async Task<ResolverScene> StartAsync(Action<ResolverBuilder>? configure = null, TimeProvider? time = null, Action<IServiceCollection>? services = null)
    {
        var handler = new TestedHandler();
        var server = await SyncHubTestServer.StartAsync(
            models => models.AddResolver(Barrier, (_, _, _, _) => Task.CompletedTask).AddResolver(Name, handler.HandleAsync, configure).AddAuthenticator<WhoAuthenticator>(),
            new TestServerSettings
            {
                Time = time ?? TimeProvider.System,
                Services = collection =>
                {
                    collection.AddSingleton<WhoAuthenticator.Desk>();
                    services?.Invoke(collection);
                },
            });
        return new ResolverScene(server, handler);
    }

    public Task<BareClient> ConnectAsync(Who? who = null) => BareClient.ConnectAsync(Server, link => link.User = who?.Principal);

    public Task NotifyAsync(string key = "k") => Notifier.NotifyChangedAsync(Name, key);

    /// <summary>Completes when all that a connection asked for before waits for its run, or has been answered; the answers are still to be taken.</summary>
    public async Task SettleAsync(BareClient client)
    {
        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = $"settle {++_settled}", model = Barrier, key = $"{_settled}" });
        var call = await client.NextAsync();
        if (call.Argument.Text("model") != Barrier)
        {
            throw new InvalidOperationException($"Expected nothing before the barrier, got {call.Method}: {call.Argument}");
        }
    }

    public static Task AskAsync(BareClient client, string key = "k", string requestId = "r1") =>
        client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId, model = Name, key });

    public static Task<JsonElement> SignInAsync(BareClient client, Who who) =>
        client.Connection.InvokeAsync<JsonElement>(HubMethods.Authenticate, new { secret = who.Secret }).WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>The texts of the next message's rows, which must be of that method.</summary>
    public static async Task<string> NextTextsAsync(BareClient client, string method = ClientMethods.RowsChanged)
    {
        var call = await client.NextAsync();
        return call.Method == method ? TextsOf(call.Argument) : throw new InvalidOperationException($"Expected {method}, got {call.Method}: {call.Argument}");
    }

    public static string TextsOf(JsonElement message) =>
        string.Join(' ', message.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("data").GetString()));

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
