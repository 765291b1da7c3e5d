namespace SyncHub.Server.Fanout;

/// <summary>
/// Appends one block to the outboxes of its recipients and sees to it that they are drained: a few at once, many in chained chunks.
/// Owned by the pump; reused, one pass at a time.
/// </summary>
internal sealed class FanoutPass
{
    // Up to this many recipients are written inline: a thread hop would cost more than it saves.
    private const int InlineRecipients = 16;

    private static readonly FanoutBlock Nothing = new([]);

    private readonly FanoutOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _onUnserializable;
    private readonly DrainChain _chain = new();
    private readonly List<Outbox> _toDrain = [];
    private readonly List<Outbox> _lagging = [];
    private readonly List<FanoutGroup> _dropped = [];
    private FanoutBlock _block = Nothing;
    private OutboxItemKind _kind;
    private FanoutGroup? _group;
    private int _recipients;

    public FanoutPass(FanoutOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _onUnserializable = exception => options.Tell(() => options.OnUnserializable(exception));
    }

    public void Begin(FanoutBlock block, OutboxItemKind kind, FanoutGroup? group)
    {
        _block = block;
        _kind = kind;
        _group = group;
        _recipients = 0;
    }

    /// <summary>Appends the block for one recipient. Never throws: each recipient that was appended to has to be drained.</summary>
    public void Add(FanoutMember member)
    {
        if (_group is { } group && member.IsStale(group))
        {
            return;
        }

        var encoded = _block.Encode(member.Connection.Protocol, _onUnserializable);
        if (_group is { } missed && encoded.Messages.Length < _block.Count)
        {
            // It misses a push: a position that follows would hide the gap, so it is to be refreshed.
            MarkStale(member, missed);
            return;
        }

        if (encoded.Bytes == 0)
        {
            return;
        }

        _recipients++;
        var result = member.Outbox.Append(new OutboxItem(_kind, _block, encoded.Bytes, _group, null), _dropped);
        if (result.HasFlag(AppendResult.MustDrain))
        {
            _toDrain.Add(member.Outbox);
        }

        if (result.HasFlag(AppendResult.Lagging))
        {
            _lagging.Add(member.Outbox);
        }

        if (result.HasFlag(AppendResult.Overflow))
        {
            MarkDropped(member);
        }

        if (result.HasFlag(AppendResult.ApplicationOverflow) && member.OnApplicationOverflow is { } onApplicationOverflow)
        {
            _options.Tell(onApplicationOverflow);
        }
    }

    /// <summary>Drains the recipients. Completes when each has been written to or goes on by itself, and most of them keep up.</summary>
    public async ValueTask EndAsync()
    {
        if (_toDrain.Count <= InlineRecipients)
        {
            foreach (var outbox in _toDrain)
            {
                outbox.Drain();
            }
        }
        else
        {
            await _chain.RunAsync(_toDrain).ConfigureAwait(false);
        }

        if (_recipients > InlineRecipients && _lagging.Count * 2 > _recipients)
        {
            await HoldAsync().ConfigureAwait(false);
        }

        // Until the next pass, nothing of ended connections is kept alive from here.
        _toDrain.Clear();
        _lagging.Clear();
        _block = Nothing;
        _group = null;
    }

    /// <summary>The connection misses pushes of the group until a refresh has been answered.</summary>
    public void MarkStale(FanoutMember member, FanoutGroup group)
    {
        member.Stale ??= [];
        if (member.Stale.Add(group) && member.OnStale is { } onStale)
        {
            _options.Tell(() => onStale(group.Name));
        }
    }

    private void MarkDropped(FanoutMember member)
    {
        _options.Tell(_options.OnOverflow);
        foreach (var group in _dropped)
        {
            MarkStale(member, group);
        }

        _dropped.Clear();
    }

    // When most recipients lag, the senders run ahead: they are held, but never longer than it takes to tell a slow reader from a stalled one.
    private async ValueTask HoldAsync()
    {
        var gate = new RecoveryGate(_lagging.Count - (_recipients / 2));
        foreach (var outbox in _lagging)
        {
            outbox.SignalWhenRecovered(gate);
        }

        try
        {
            await gate.Opened.WaitAsync(_options.Limits.SlowWrite, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Whoever still lags is not waited for again, else it would hold the fan-out at every send.
            foreach (var outbox in _lagging)
            {
                outbox.StopWaiting();
            }
        }
    }
}
