using System.Collections.Concurrent;
using System.Security.Claims;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Fanout;

/// <summary>A client of <see cref="AppHub"/> that keeps what it is told, and the order of results beside it.</summary>
internal sealed class AppClient : IAsyncDisposable
{
    private readonly Channel<string> _said = Channel.CreateUnbounded<string>();

    private AppClient(BareClient bare)
    {
        Bare = bare;
        bare.Connection.On<object>("Said", said =>
        {
            _said.Writer.TryWrite($"{said}");
            Events.Enqueue($"said {said}");
        });
    }

    public BareClient Bare { get; }

    public string Id => Bare.Factory.Link.Client.ConnectionId;

    /// <summary>Calls of the server, and what the test adds, in order.</summary>
    public ConcurrentQueue<string> Events { get; } = new();

    public static async Task<AppClient> ConnectAsync(SyncHubTestServer server, string? user = null)
    {
        var identity = new ClaimsIdentity(user is null ? [] : [new Claim(ClaimTypes.NameIdentifier, user)], "test");
        return new AppClient(await BareClient.ConnectAsync(server, link => link.User = new ClaimsPrincipal(identity)));
    }

    public Task<string> NextAsync() => _said.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>All that was said, up to a last word that is sent here to mark the end.</summary>
    public async Task<List<string>> AllAsync()
    {
        var last = $"last words to {Id}";
        await Bare.Connection.InvokeAsync("Tell", "caller", last).WaitAsync(TimeSpan.FromSeconds(20));
        var all = new List<string>();
        for (var said = await NextAsync(); said != last; said = await NextAsync())
        {
            all.Add(said);
        }

        return all;
    }

    public ValueTask DisposeAsync() => Bare.DisposeAsync();
}
