using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Json;
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
        bare.Connection.On<object>("Said", said => _said.Writer.TryWrite($"{said}"));

        // The client hands calls and results to their readers side by side: their order can be seen only on the way.
        bare.Factory.Link.Faults.Lose(record =>
        {
            Note(record);
            return false;
        });
    }

    public BareClient Bare { get; }

    public string Id => Bare.Factory.Link.Client.ConnectionId;

    /// <summary>Calls, stream items and results, in the order in which they left the server.</summary>
    public ConcurrentQueue<string> Wire { get; } = new();

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

    private void Note(string record)
    {
        using var json = JsonDocument.Parse(record.TrimEnd('\x1e'));
        var message = json.RootElement;
        var type = message.TryGetProperty("type", out var number) ? number.GetInt32() : 0;
        if (type == 1)
        {
            Wire.Enqueue($"call {message.GetProperty("arguments")[0]}");
        }
        else if (type == 2)
        {
            Wire.Enqueue($"item {message.GetProperty("item")}");
        }
        else if (type == 3 && message.TryGetProperty("result", out var result))
        {
            Wire.Enqueue($"result {result}");
        }
    }
}
