using System.Threading.Channels;
using SyncHub.Server.Cluster;

namespace SyncHub.Testing.Cluster;

/// <summary>One node's end of an <see cref="InMemoryBus"/>, with what goes wrong on the way to it.</summary>
public sealed class InMemoryBusNode : INodeBus
{
    private const int Capacity = 65_536;

    private readonly InMemoryBus _bus;
    private readonly Channel<(NodeMessage Message, TaskCompletionSource? Marker)> _arrived = Channel.CreateBounded<(NodeMessage, TaskCompletionSource?)>(Capacity);
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly List<NodeMessage> _held = [];
    private Func<NodeMessage, BusFate> _fate = _ => BusFate.Pass;
    private TaskCompletionSource _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isAway;
    private int _published;

    internal InMemoryBusNode(InMemoryBus bus, string nodeId)
    {
        _bus = bus;
        NodeId = nodeId;
    }

    /// <inheritdoc/>
    public string NodeId { get; }

    /// <summary>While true, the bus takes nothing from this node and brings it nothing.</summary>
    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>Thrown by each publish while it is set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>How many messages the bus has taken from this node.</summary>
    public int Published => Volatile.Read(ref _published);

    /// <summary>What becomes of each message to this node, from here on.</summary>
    public void Decide(Func<NodeMessage, BusFate> fate)
    {
        lock (_gate)
        {
            _fate = fate;
        }
    }

    /// <summary>Completes when a message is held.</summary>
    public Task WhenHoldingAsync()
    {
        lock (_gate)
        {
            return _holding.Task;
        }
    }

    /// <summary>What was held arrives, in its order.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _held.ForEach(Queue);
            _held.Clear();
            _holding = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Completes when the node has received all that has arrived so far.</summary>
    public async Task WhenReceivedAsync()
    {
        var marker = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _arrived.Writer.WriteAsync((default, marker));
        await marker.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <inheritdoc/>
    public ValueTask<bool> PublishAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Failure is { } failure)
        {
            throw failure;
        }

        if (_isAway)
        {
            return new ValueTask<bool>(false);
        }

        Interlocked.Increment(ref _published);
        _bus.Deliver(new NodeMessage(NodeId, message));
        return new ValueTask<bool>(true);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Func<NodeMessage, ValueTask> receive)
    {
        var ended = new CancellationTokenSource();
        _ = Task.Run(() => ReceiveAllAsync(receive, ended.Token));
        return new Subscription(ended);
    }

    internal void Arrive(NodeMessage message)
    {
        if (_isAway)
        {
            return;
        }

        lock (_gate)
        {
            switch (_fate(message))
            {
                case BusFate.Pass:
                    Queue(message);
                    break;
                case BusFate.Duplicate:
                    Queue(message);
                    Queue(message);
                    break;
                case BusFate.Hold:
                    _held.Add(message);
                    _holding.TrySetResult();
                    break;
            }
        }
    }

    // Where it is full, it is lost: so a bus may do.
    private void Queue(NodeMessage message) => _arrived.Writer.TryWrite((message, null));

    private async Task ReceiveAllAsync(Func<NodeMessage, ValueTask> receive, CancellationToken ended)
    {
        await foreach (var (message, marker) in _arrived.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (marker is not null)
            {
                marker.TrySetResult();
            }
            else if (!ended.IsCancellationRequested)
            {
                await receive(message);
            }
        }
    }

    private sealed class Subscription(CancellationTokenSource ended) : IDisposable
    {
        public void Dispose() => ended.Cancel();
    }
}
