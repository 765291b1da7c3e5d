using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Protocol;
using SyncHub.Server.Authorization;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Authorization;

/// <summary>A server of secrets whose authenticator tests instruct.</summary>
internal sealed class SecretServer : IAsyncDisposable
{
    private SecretServer(SyncHubTestServer server) => Server = server;

    public SyncHubTestServer Server { get; }

    public WhoAuthenticator.Desk Desk => Server.Services.GetRequiredService<WhoAuthenticator.Desk>();

    public DataSet<Secret, int> Secrets => Server.Data<Secret, int>();

    public ISyncAccess Access => Server.Services.GetRequiredService<ISyncAccess>();

    public static async Task<SecretServer> StartAsync(
        Action<AccessBuilder<Secret>>? access = null, Action<SyncHubOptions>? options = null, TimeProvider? time = null, Action<IServiceCollection>? services = null) =>
        new(await SyncHubTestServer.StartAsync(
            models => models
                .AddModel<Secret, int>(model => model.Access(access ?? (rules => rules.Rows(user => secret => secret.OwnerId == user.UserId()))))
                .AddAuthenticator<WhoAuthenticator>(),
            new TestServerSettings
            {
                Time = time ?? TimeProvider.System,
                Options = options,
                Services = collection =>
                {
                    collection.AddSingleton<WhoAuthenticator.Desk>();
                    services?.Invoke(collection);
                },
            }));

    public Task<BareClient> ConnectAsync(Who? who = null) => BareClient.ConnectAsync(Server, link => link.User = who?.Principal);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

internal static class SecretClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task<JsonElement> SignInAsync(this BareClient client, string secret) =>
        client.Connection.InvokeAsync<JsonElement>(HubMethods.Authenticate, new { secret }).WaitAsync(Patience);

    /// <summary>Asks for an entity and returns the server's next call but for positions.</summary>
    public static async Task<ServerCall> AskAsync(this BareClient client, int key, string requestId = "r1")
    {
        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId, model = nameof(Secret), key });
        return await client.NextAnswerAsync();
    }

    /// <summary>Asks for a collection and returns the server's next call but for positions.</summary>
    public static async Task<ServerCall> AskAllAsync(this BareClient client, string requestId = "r1", object? filter = null, object? order = null)
    {
        await client.InvokeAsync(HubMethods.SubscribeCollection, new { requestId, model = nameof(Secret), filter, order });
        return await client.NextAnswerAsync();
    }
}
