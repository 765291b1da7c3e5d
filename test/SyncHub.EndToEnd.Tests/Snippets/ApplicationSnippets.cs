using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client;
using SyncHub.Client.Sqlite;
using SyncHub.Json;

namespace SyncHub.EndToEnd.Tests.Snippets;

internal static partial class ApplicationSnippets
{
    public static async Task SignInAsync(TokenStore tokens)
    {
        var options = new SyncClientOptions
        {
            SecretFactory = ct => tokens.CurrentAsync(ct),
        };
        await using var sync = new SyncClient("https://tasks.example/sync", options);
        sync.SignInFailed += (_, failed) => Console.WriteLine(failed.Reason.Message);
    }

    public static async Task SignInAsAnotherAsync(SyncClient sync, TokenStore tokens, string other, CancellationToken cancellationToken)
    {
        tokens.Use(other);
        bool isAccepted = await sync.SignInAsync(cancellationToken);

        Console.WriteLine(isAccepted);
    }

    public static async Task StoreAsync(string folder, Session session)
    {
        await using var store = new SqliteCacheStore(Path.Combine(folder, "synchub.db")); // Package SyncHub.Client.Sqlite.
        await using var sync = new SyncClient("https://tasks.example/sync", new SyncClientOptions
        {
            SecretFactory = ct => session.TokenAsync(ct),
            Cache = { Store = store, User = () => session.UserId, SchemaVersion = "3" },
        });

        session.End();                // User gives null from here on.
        await sync.ClearCacheAsync(); // Throws where the store failed: entries may be left.
        await sync.DisposeAsync();
    }

    public static void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddSyncHubClient("https://tasks.example/sync", options => options.SuspendDelay = TimeSpan.FromSeconds(5));
    }

    public static void RegisterWithServices(WebApplicationBuilder builder)
    {
        builder.Services.AddSyncHubClient("https://tasks.example/sync", (services, options) =>
            options.SecretFactory = ct => services.GetRequiredService<TokenStore>().CurrentAsync(ct));
    }

    public static void RegisterSeveral(WebApplicationBuilder builder)
    {
        builder.Services.AddKeyedSyncHubClient("chat", "https://chat.example/sync");
    }

    public static void RegisterForBlazor(WebApplicationBuilder builder)
    {
        builder.Services.AddSyncHubClient("https://tasks.example/sync");                   // One for all: everybody sees the same.
        builder.Services.AddScoped(_ => new SyncClient("https://tasks.example/sync"));     // Or one for each circuit: each user signs in for himself.
    }

    public static void Trimmed(SyncClientOptions options)
    {
        options.EntityJsonOptions = EntityJson.CreateOptions(AppJsonContext.Default);
    }

    public sealed class ChatRooms([FromKeyedServices("chat")] SyncClient chat)
    {
        public LiveEntity<Room> Follow(Guid id) => chat.SubscribeEntity<Room>(id);
    }

    [JsonSerializable(typeof(TaskItem))]
    internal sealed partial class AppJsonContext : JsonSerializerContext;

    public sealed record Room(Guid Id, string Name);

    internal sealed class TokenStore
    {
        private string? _user;

        public void Use(string user) => _user = user;

        public ValueTask<string?> CurrentAsync(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested ? default : new(_user);
    }

    internal sealed class Session
    {
        public string? UserId { get; private set; } = "ada";

        public void End() => UserId = null;

        public ValueTask<string?> TokenAsync(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested ? default : new(UserId);
    }
}
