using SyncHub.Chaos.Tests.Cluster;
using SyncHub.Chaos.Tests.Writing;
using SyncHub.Client;

namespace SyncHub.Chaos.Tests.Clients;

/// <summary>A real client, with lists and entities that it follows from one node or another.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private readonly SyncClient _client;
    private readonly RotatingConnections _connections;

    /// <summary>Makes a client, which connects at once.</summary>
    /// <param name="nodes">Where it connects to, in turn, the first first.</param>
    /// <param name="truth">What it has to show in the end.</param>
    /// <param name="book">What it may show.</param>
    /// <param name="cards">The cards that it follows one by one.</param>
    /// <param name="boards">The boards that it follows so.</param>
    public Follower(IReadOnlyList<Node> nodes, Truth truth, WriteBook book, IEnumerable<int> cards, IEnumerable<int> boards)
    {
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
        Handles =
        [
            .. Shapes.Cards.Select(shape => new FollowedList<CardRow>(_client, shape, truth, book)),
            .. Shapes.Boards.Select(shape => new FollowedList<BoardRow>(_client, shape, truth, book)),
            .. cards.Select(key => new FollowedEntity<CardRow>(_client, key, truth, book)),
            .. boards.Select(key => new FollowedEntity<BoardRow>(_client, key, truth, book)),
        ];
    }

    public IReadOnlyList<Followed> Handles { get; }

    /// <summary>The node that it is connected to, or tries.</summary>
    public Node Node => _connections.Node;

    /// <summary>How often it has connected, or tried.</summary>
    public int Attempts => _connections.Attempts;

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
