using System.Net;
using Microsoft.AspNetCore.Connections;

namespace SyncHub.Testing;

/// <summary>Connects a client to the test server in this process, and remembers its links so that tests can cut them.</summary>
public sealed class InMemoryConnectionFactory(SyncHubTestServer server) : IConnectionFactory
{
    private readonly Lock _gate = new();
    private readonly List<InMemoryLink> _links = [];
    private TaskCompletionSource _connected = NewSource();

    /// <summary>While true, connecting fails as if nobody listened.</summary>
    public bool Refuses { get; set; }

    /// <summary>How often a connection was tried.</summary>
    public int Attempts { get; private set; }

    /// <summary>Called for each new link before the client gets it, to plant faults.</summary>
    public Action<InMemoryLink>? Prepare { get; set; }

    /// <summary>The current link.</summary>
    public InMemoryLink Link
    {
        get
        {
            lock (_gate)
            {
                return _links[^1];
            }
        }
    }

    /// <summary>Completes when so many links have been made.</summary>
    public async Task WhenConnectedAsync(int count)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_links.Count >= count)
                {
                    return;
                }

                next = _connected.Task;
            }

            await next;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Attempts++;
        if (Refuses)
        {
            throw new IOException("The test server refuses connections.");
        }

        var link = server.Connect();
        Prepare?.Invoke(link);
        lock (_gate)
        {
            _links.Add(link);
            _connected.TrySetResult();
            _connected = NewSource();
        }

        return new ValueTask<ConnectionContext>(link.Client);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
