using System.Net;
using System.Net.Http.Json;
using SyncHub.Chaos.Tests.Clients;
using SyncHub.Chaos.Tests.Cluster;
using SyncHub.Client;
using SyncHub.ClusterNode.Writes;

namespace SyncHub.Chaos.Tests.Writing;

/// <summary>Sends writes to nodes, and keeps book of them.</summary>
internal sealed class NodeWriter(WriteBook book) : IDisposable
{
    // Above what a transaction may wait for another, below what a node is halted for at most.
    private readonly HttpClient _http = new(new SyncMutationHandler()) { Timeout = TimeSpan.FromSeconds(3) };

    /// <summary>Sends a write, and returns what became of it.</summary>
    /// <param name="node">To whom.</param>
    /// <param name="create">Makes the write, given its number.</param>
    /// <param name="follower">Who shows it before the server has it; null for nobody.</param>
    public async Task<WriteFate> WriteAsync(Node node, Func<int, Write> create, Follower? follower = null)
    {
        var write = book.Add(create);
        var fate = await SendAsync(node, write, follower);
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

    private async Task<WriteFate> SendAsync(Node node, Write write, Follower? follower)
    {
        try
        {
            using var answer = await (follower is null ? PostAsync(CancellationToken.None) : follower.ShowAsync(write, PostAsync));
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

        Task<HttpResponseMessage> PostAsync(CancellationToken cancellation) => _http.PostAsJsonAsync(new Uri(node.Url, "/writes"), write, cancellation);
    }
}
