using Microsoft.AspNetCore.SignalR;

namespace SyncHub.Server.Fanout;

/// <summary>
/// Appends one block to the outboxes of its recipients and sees to it that they are drained: a few at once, many in chained chunks.
/// Owned by the pump; reused, one pass at a time.
/// </summary>
internal sealed class FanoutPass(FanoutOptions options, TimeProvider time)
{
    // Up to this many recipients are written inline: a thread hop would cost more than it saves.
    private const int InlineRecipients = 16;

    private readonly DrainChain _chain = new();
    private readonly List<Outbox> _toDrain = [];
    private readonly List<Outbox> _lagging = [];
    private readonly List<FanoutGroup> _dropped = [];
    private FanoutBlock _block = new([]);
    private OutboxItemKind _kind;
    private FanoutGroup? _group;
    private int _recipients;

    public void Begin(FanoutBlock block, OutboxItemKind kind, FanoutGroup? group)
    {
        _block = block;
        _kind = kind;
        _group = group;
        _recipients = 0;
        _toDrain.Clear();
        _lagging.Clear();
    }

    /// <summary>Appends the block for one recipient.</summary>
    public void Add(FanoutMember member)
    {
        if (_group is { } group && member.IsStale(group))
        {
            return;
        }

        int bytes;
        try
        {
            bytes = _block.Encode(member.Connection.Protocol);
        }
        catch (Exception exception)
        {
            // A message that cannot be serialised is the sender's fault; it must not end the fan-out for everybody.
            options.OnUnserializable(exception);
            return;
        }

        _recipients++;
        var result = member.Outbox.Append(new OutboxItem(_kind, _block, bytes, _group, null), _dropped);
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

        if (result.HasFlag(AppendResult.ApplicationOverflow))
        {
            member.OnApplicationOverflow?.Invoke();
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
    }

    private void MarkDropped(FanoutMember member)
    {
        options.OnOverflow();
        foreach (var group in _dropped)
        {
            member.Stale ??= [];
            if (member.Stale.Add(group))
            {
                member.OnStale?.Invoke(group.Name);
            }
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
            await gate.Opened.WaitAsync(options.Limits.SlowWrite, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // They are stalled, not slow: from here on their outboxes drop what they cannot take.
        }
    }
}
