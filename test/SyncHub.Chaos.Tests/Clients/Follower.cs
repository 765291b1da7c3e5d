using System.Collections.Concurrent;
using SyncHub.Chaos.Tests.Cluster;
using SyncHub.Chaos.Tests.Writing;
using SyncHub.Client;
using SyncHub.ClusterNode.Rows;
using SyncHub.ClusterNode.Writes;

namespace SyncHub.Chaos.Tests.Clients;

/// <summary>A real client, with lists and entities that it follows from one node or another.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private readonly SyncClient _client;
    private readonly RotatingConnections _connections;
    private readonly ConcurrentQueue<Task> _settling = new();
    private readonly ConcurrentDictionary<int, bool> _shown = new();
    private readonly FollowedList<CardRow> _all;

    /// <summary>Makes a client, which connects at once.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="nodes">Where it connects to, in turn, the first first.</param>
    /// <param name="truth">What it has to show in the end.</param>
    /// <param name="book">What it may show.</param>
    /// <param name="cards">The cards that it follows one by one.</param>
    /// <param name="boards">The boards that it follows so.</param>
    public Follower(string name, IReadOnlyList<Node> nodes, Truth truth, WriteBook book, IEnumerable<int> cards, IEnumerable<int> boards)
    {
        Name = name;
        var options = new SyncClientOptions
        {
            ReconnectBaseDelay = TimeSpan.FromMilliseconds(50),
            ReconnectMaxDelay = TimeSpan.FromSeconds(1),
            KeepAliveInterval = TimeSpan.FromSeconds(1),
            ServerTimeout = TimeSpan.FromSeconds(4),
            ConnectTimeout = TimeSpan.FromSeconds(3),
            MutationTimeout = TimeSpan.FromSeconds(5),
        };
        options.Model<CardRow>(model => model.Name = "Card").Model<BoardRow>(model => model.Name = "Board");
        _connections = new RotatingConnections(nodes, options);
        _client = new SyncClient(_connections, options);
        var lists = Shapes.Cards.Select(shape => new FollowedList<CardRow>(this, _client, shape, truth, book)).ToList();
        _all = lists[0];
        Handles =
        [
            .. lists,
            .. Shapes.Boards.Select(shape => new FollowedList<BoardRow>(this, _client, shape, truth, book)),
            .. cards.Select(key => new FollowedEntity<CardRow>(this, _client, key, truth, book)),
            .. boards.Select(key => new FollowedEntity<BoardRow>(this, _client, key, truth, book)),
        ];
    }

    public string Name { get; }

    public IReadOnlyList<Followed> Handles { get; }

    /// <summary>The node that it is connected to, or tries.</summary>
    public Node Node => _connections.Node;

    /// <summary>How often it has connected, or tried.</summary>
    public int Attempts => _connections.Attempts;

    /// <summary>Whether it has ever shown a write before the server had it.</summary>
    public bool HasLocal => !_shown.IsEmpty;

    /// <summary>Whether it has shown this one so.</summary>
    public bool HasShown(int write) => _shown.ContainsKey(write);

    /// <summary>Shows what a write makes of cards while it is made, where it is a write of single cards.</summary>
    public Task<HttpResponseMessage> ShowAsync(Write write, Func<CancellationToken, Task<HttpResponseMessage>> send)
    {
        if (write.Kind is not (WriteKind.Save or WriteKind.Move or WriteKind.RollBack or WriteKind.Remove))
        {
            return send(CancellationToken.None);
        }

        _shown[write.Number] = true;
        var known = _all.Rows.Select(card => card.Id).ToHashSet();
        var mutation = _client.Mutate(changes =>
        {
            foreach (var id in write.Cards)
            {
                var card = CardRow.Of(write.ApplyTo(new Card { Id = id }));
                _ = write.Kind == WriteKind.Remove ? changes.Remove<CardRow>(id)
                    : !known.Contains(id) ? changes.Add(id, card)
                    : changes.Update<CardRow>(id, change => change.Set(row => row.Board, card.Board).Set(row => row.Rank, card.Rank)
                        .Set(row => row.Done, card.Done).Set(row => row.Text, card.Text).Set(row => row.Write, card.Write));
            }
        });
        _settling.Enqueue(mutation.Settled);
        return mutation.Via(send);
    }

    /// <summary>Completes when nothing is shown any more that the server has not said; whether it came to something or not.</summary>
    public async Task WhenSettledAsync()
    {
        foreach (var settled in _settling)
        {
            await settled.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
