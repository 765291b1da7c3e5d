using System.Text.Json.Nodes;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Schema;

/// <summary>A server that may describe its models, reached over HTTP.</summary>
internal sealed class SchemaScene : IAsyncDisposable
{
    private readonly SyncHubTestServer _server;

    private SchemaScene(SyncHubTestServer server)
    {
        _server = server;
        Http = new HttpClient { BaseAddress = new Uri(server.Url, "/") };
    }

    public HttpClient Http { get; }

    public static async Task<SchemaScene> StartAsync(Action<SyncHubBuilder> models, TestServerSettings settings) =>
        new(await SyncHubTestServer.StartAsync(models, settings with { Kestrel = true }));

    public async Task<JsonObject> GetAsync() => JsonNode.Parse(await Http.GetStringAsync(new Uri("/sync/schema", UriKind.Relative)))!.AsObject();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }
}
