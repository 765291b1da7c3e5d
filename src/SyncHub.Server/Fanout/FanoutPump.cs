using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;

namespace SyncHub.Server.Fanout;

/// <summary>
/// The one order in which a node's messages, joins and leaves happen: a bounded queue with a single reader, which owns all membership.
/// Adjacent sends to one group leave as one block. A full queue makes senders wait, never a connection that stalls.
/// </summary>
internal sealed class FanoutPump : IAsyncDisposable
{
    private readonly Channel<FanoutItem> _queue;
    private readonly FanoutOptions _options;
    private readonly FanoutRoster _roster = new();
    private readonly FanoutPass _pass;
    private readonly List<SerializedHubMessage> _merging = [];
    private readonly List<FanoutGroup> _ignored = [];
    private readonly Task _running;
    private FanoutItem? _next;
    private long _passNumber;

    public FanoutPump(FanoutOptions options, TimeProvider time)
    {
        _options = options;
        _pass = new FanoutPass(options, time);
        _queue = Channel.CreateBounded<FanoutItem>(new BoundedChannelOptions(options.QueuedItems)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        });
        _running = Task.Run(RunAsync);
    }

    /// <summary>Queues a step; waits only while the queue is full. After disposal it does nothing.</summary>
    public ValueTask EnqueueAsync(FanoutItem item)
    {
        if (_queue.Writer.TryWrite(item))
        {
            return ValueTask.CompletedTask;
        }

        return WriteAsync(item);
    }

    /// <summary>Completes when everything queued so far for the connection has been handed to it.</summary>
    public async Task HandOffAsync(string connectionId)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await EnqueueAsync(new FanoutItem.HandOff(connectionId, done)).ConfigureAwait(false);
        await done.Task.ConfigureAwait(false);
    }

    /// <summary>Completes when everything queued so far is in the outboxes.</summary>
    public async Task WhenAppendedAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await EnqueueAsync(new FanoutItem.Barrier(done)).ConfigureAwait(false);
        await done.Task.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _running.ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(FanoutItem item)
    {
        try
        {
            await _queue.Writer.WriteAsync(item).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            Release(item);
        }
    }

    private static void Release(FanoutItem item)
    {
        switch (item)
        {
            case FanoutItem.HandOff handOff:
                handOff.Done.TrySetResult();
                break;
            case FanoutItem.Leave { Done: { } done }:
                done.TrySetResult();
                break;
            case FanoutItem.Barrier barrier:
                barrier.Done.TrySetResult();
                break;
        }
    }

    private async Task RunAsync()
    {
        var reader = _queue.Reader;
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_next is not null || reader.TryRead(out _next))
            {
                var item = _next;
                _next = null;
                try
                {
                    await StepAsync(item).ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    Release(item);
                    _options.Report(exception);
                }
            }
        }
    }

    private ValueTask StepAsync(FanoutItem item)
    {
        switch (item)
        {
            case FanoutItem.Send { Target: FanoutTarget.Group { ExceptConnectionIds: null } target } send:
                return SendToGroupAsync(target.Name, send);
            case FanoutItem.Send send:
                return SendAsync(send);
            case FanoutItem.Answer answer:
                return AnswerAsync(answer);
            case FanoutItem.Position position:
                return PositionAsync(position);
            case FanoutItem.Connect connect:
                _roster.Add(connect.Member);
                break;
            case FanoutItem.Disconnect disconnect:
                _roster.Remove(disconnect.Member);
                break;
            case FanoutItem.Join join when _roster.Member(join.ConnectionId) is { } member:
                _roster.Join(member, join.Group, join.IsSync);
                break;
            case FanoutItem.Leave leave:
                Leave(leave);
                break;
            case FanoutItem.MarkStale { Group: var name } when _roster.Group(name) is { } group:
                MarkStale(group);
                break;
            case FanoutItem.HandOff handOff:
                HandOff(handOff);
                break;
            case FanoutItem.Barrier barrier:
                barrier.Done.TrySetResult();
                break;
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask SendToGroupAsync(string name, FanoutItem.Send send)
    {
        if (_roster.Group(name) is not { Members: [var first, ..] } group)
        {
            return ValueTask.CompletedTask;
        }

        var block = Merge(name, send, first);
        _pass.Begin(block, group.IsSync ? OutboxItemKind.Push : OutboxItemKind.Application, group.IsSync ? group : null);
        foreach (var member in group.Members)
        {
            _pass.Add(member);
        }

        return _pass.EndAsync();
    }

    // Takes the sends to the same group that wait next in line, as long as they fit into one block.
    private FanoutBlock Merge(string name, FanoutItem.Send send, FanoutMember first)
    {
        var protocol = first.Connection.Protocol;
        _merging.Clear();
        _merging.Add(send.Message);
        long bytes = -1;
        while (_queue.Reader.TryRead(out _next))
        {
            if (_next is not FanoutItem.Send { Target: FanoutTarget.Group { ExceptConnectionIds: null } target } following
                || target.Name != name)
            {
                break;
            }

            try
            {
                if (bytes < 0)
                {
                    bytes = send.Message.GetSerializedMessage(protocol).Length;
                }

                bytes += following.Message.GetSerializedMessage(protocol).Length;
            }
            catch (Exception)
            {
                // Whichever of the two cannot be written leaves alone, and is reported then.
                break;
            }

            if (bytes > _options.BlockBytes)
            {
                break;
            }

            _merging.Add(following.Message);
            _next = null;
        }

        return new FanoutBlock([.. _merging]);
    }

    private ValueTask SendAsync(FanoutItem.Send send)
    {
        _passNumber++;
        _pass.Begin(new FanoutBlock([send.Message]), OutboxItemKind.Application, group: null);
        switch (send.Target)
        {
            case FanoutTarget.All all:
                AddAll(_roster.Members, all.ExceptConnectionIds);
                break;
            case FanoutTarget.Group group:
                AddAll(_roster.Group(group.Name)?.Members, group.ExceptConnectionIds);
                break;
            case FanoutTarget.Groups groups:
                foreach (var name in groups.Names)
                {
                    AddAll(_roster.Group(name)?.Members);
                }

                break;
            case FanoutTarget.Users users:
                foreach (var user in users.UserIds)
                {
                    AddAll(_roster.User(user)?.Members);
                }

                break;
            case FanoutTarget.Connections connections:
                foreach (var id in connections.ConnectionIds)
                {
                    if (_roster.Member(id) is { } member)
                    {
                        AddOnce(member);
                    }
                }

                break;
        }

        return _pass.EndAsync();
    }

    private void AddAll(IReadOnlyCollection<FanoutMember>? members, IReadOnlySet<string>? except = null)
    {
        foreach (var member in members ?? [])
        {
            if (except is null || !except.Contains(member.Connection.ConnectionId))
            {
                AddOnce(member);
            }
        }
    }

    private void AddOnce(FanoutMember member)
    {
        if (member.Pass != _passNumber)
        {
            member.Pass = _passNumber;
            _pass.Add(member);
        }
    }

    private ValueTask AnswerAsync(FanoutItem.Answer answer)
    {
        if (_roster.Member(answer.ConnectionId) is not { } member)
        {
            return ValueTask.CompletedTask;
        }

        _pass.Begin(new FanoutBlock([answer.Message]), OutboxItemKind.Answer, group: null);
        _pass.Add(member);
        if (answer.Group is { } name)
        {
            var group = _roster.Join(member, name, isSync: true);
            member.Stale?.Remove(group);
        }

        return _pass.EndAsync();
    }

    private ValueTask PositionAsync(FanoutItem.Position position)
    {
        _passNumber++;
        _pass.Begin(new FanoutBlock([position.Message]), OutboxItemKind.Position, group: null);
        foreach (var name in position.Groups)
        {
            foreach (var member in _roster.Group(name)?.Members ?? [])
            {
                if (!member.HasStale)
                {
                    AddOnce(member);
                }
            }
        }

        return _pass.EndAsync();
    }

    private void Leave(FanoutItem.Leave leave)
    {
        if (_roster.Member(leave.ConnectionId) is { } member && _roster.Leave(member, leave.Group) is { } group)
        {
            member.Outbox.Purge(group);
        }

        leave.Done?.TrySetResult();
    }

    // What is queued stays: it is in order, and a position behind it would otherwise vouch for pushes that never arrive.
    private void MarkStale(FanoutGroup group)
    {
        foreach (var member in group.Members)
        {
            _pass.MarkStale(member, group);
        }
    }

    private void HandOff(FanoutItem.HandOff handOff)
    {
        if (_roster.Member(handOff.ConnectionId) is not { } member)
        {
            handOff.Done.TrySetResult();
            return;
        }

        if (member.Outbox.Append(new OutboxItem(OutboxItemKind.Marker, null, 0, null, handOff.Done), _ignored).HasFlag(AppendResult.MustDrain))
        {
            member.Outbox.Drain();
        }
    }
}
