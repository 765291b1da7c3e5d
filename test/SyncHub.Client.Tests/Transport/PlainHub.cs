using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Transport;

/// <summary>A hub without any SyncHub code in it, that says what the protocol asks of one.</summary>
internal sealed class PlainHub(PlainServer server) : Hub
{
    public override Task OnConnectedAsync()
    {
        server.Connected.Writer.TryWrite(Context);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        server.Left.Writer.TryWrite(exception);
        return Task.CompletedTask;
    }

    public HelloResponse Hello(HelloRequest request) => server.OnHello();

    public async Task SubscribeMany(SubscribeManyRequest request)
    {
        server.Requests.Writer.TryWrite(request);
        foreach (var entity in request.Entities!)
        {
            await Clients.Caller.SendAsync("Subscribed", server.OnAnswer?.Invoke(entity) ?? Snapshot(entity.RequestId, server.Body, 5));
        }
    }

    public AuthenticateResponse Authenticate(AuthenticateRequest request) =>
        new() { Ok = request.Secret == "open sesame", ExpiresAt = DateTimeOffset.MaxValue };

    public async Task Send(JsonElement payload)
    {
        if (payload.ValueKind == JsonValueKind.String)
        {
            throw new HubException("No words.");
        }

        await Clients.Caller.SendAsync("Message", payload);
    }

    public Task Unsubscribe(UnsubscribeRequest request) => Task.CompletedTask;
}

internal sealed class PlainServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PlainServer(WebApplication app) => _app = app;

    public Channel<HubCallerContext> Connected { get; } = Channel.CreateUnbounded<HubCallerContext>();

    public Channel<Exception?> Left { get; } = Channel.CreateUnbounded<Exception?>();

    public Channel<SubscribeManyRequest> Requests { get; } = Channel.CreateUnbounded<SubscribeManyRequest>();

    public string Body { get; set; } = """{"id":1,"text":"a"}""";

    public Func<HelloResponse> OnHello { get; set; } = () => throw new HubException("Never heard of it.");

    /// <summary>What answers a request for an entity; null for <see cref="Body"/> at 5.</summary>
    public Func<SubscribeEntityRequest, Subscribed>? OnAnswer { get; set; }

    public string Url => _app.Urls.First() + "/sync";

    public IHubContext<PlainHub> Hub => _app.Services.GetRequiredService<IHubContext<PlainHub>>();

    public static async Task<PlainServer> StartAsync(Func<HttpContext, bool>? admit = null)
    {
        PlainServer? server = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(_ => server!);
        builder.Services.AddSignalR(options => options.MaximumReceiveMessageSize = 16 * 1024 * 1024);
        var app = builder.Build();
        app.UseWebSockets();
        if (admit is not null)
        {
            app.Use((context, next) =>
            {
                if (admit(context))
                {
                    return next(context);
                }

                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            });
        }

        app.MapHub<PlainHub>("/sync");
        server = new PlainServer(app);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
