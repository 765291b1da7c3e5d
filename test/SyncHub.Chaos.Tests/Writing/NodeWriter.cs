using System.Net;
using System.Net.Http.Json;
using SyncHub.Chaos.Tests.Cluster;
using SyncHub.ClusterNode.Writes;

namespace SyncHub.Chaos.Tests.Writing;

/// <summary>Sends writes to nodes, and keeps book of them.</summary>
internal sealed class NodeWriter(WriteBook book, HttpMessageHandler? handler = null) : IDisposable
{
    // Above what a transaction may wait for another, below what a node is halted for at most.
    private readonly HttpClient _http = new(handler ?? new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(3) };

    /// <summary>Sends a write, and returns what became of it.</summary>
    public async Task<WriteFate> WriteAsync(Node node, Func<int, Write> create)
    {
        var write = book.Add(create);
        var fate = await SendAsync(node, write);
        book.End(write, fate);
        return fate;
    }

    /// <summary>Sends a write that has to be done, to a node that runs; again where it takes the node too long, as its first ones may.</summary>
    public async Task WriteUntilDoneAsync(Node node, Func<int, Write> create)
    {
        for (var tries = 0; await WriteAsync(node, create) != WriteFate.Done; tries++)
        {
            Assert.True(tries < 10, $"Node {node.Number} does not write: {string.Join(Environment.NewLine, node.Log.TakeLast(50))}");
        }
    }

    /// <summary>Has the log take nothing more of what a node commits.</summary>
    public async Task HoldAsync(Node node)
    {
        using var answer = await _http.PostAsync(new Uri(node.Url, "/hold"), content: null);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();

    private async Task<WriteFate> SendAsync(Node node, Write write)
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync(new Uri(node.Url, "/writes"), write);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => WriteFate.Done,
                HttpStatusCode.Conflict => WriteFate.Refused,
                _ => WriteFate.Unknown,
            };
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return WriteFate.Refused;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return WriteFate.Unknown;
        }
    }
}
