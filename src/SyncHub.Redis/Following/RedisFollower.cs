using Microsoft.Extensions.Logging;
using SyncHub.Redis.Connection;
using SyncHub.Redis.Scripts;
using SyncHub.Server.Log.Remote;

namespace SyncHub.Redis.Following;

/// <summary>
/// Keeps the mirror in step with Redis: by messages, and by looking where the log stands, on each change of the connection and every now and then.
/// One loop owns the connection and the mirror.
/// </summary>
internal sealed class RedisFollower(
    MirrorFiller filler,
    Arrivals arrivals,
    SessionGate<RedisSession> sessions,
    Demands demands,
    FollowerInbox inbox,
    RedisKeys keys,
    string node,
    Func<CancellationToken, Task<RedisLink>> connect,
    RedisLogOptions options,
    RedisGuards guards,
    LogCondition condition,
    RedisMetrics metrics,
    TimeProvider time,
    TimeProvider timers,
    ILogger logger)
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Numbers are unique for a node's life, so that a beat of an earlier connection is none of this one.
    private long _beat;
    private long _beatSent;
    private long _firstBeat;
    private long _beatSeen;
    private int _failures;
    private RedisSession? _session;
    private Task _closing = Task.CompletedTask;
    private TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the mirror has been filled for the first time.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Completes when it has next been found out where the log stands; for tests.</summary>
    public Task WhenBeatAsync() => Volatile.Read(ref _looked).Task;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            RedisLink? link = null;
            try
            {
                link = await connect(stopping).ConfigureAwait(false);
                metrics.Connected();
                await FollowAsync(link, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
#pragma warning disable CA1031 // Whatever it is, the way out is another connection.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Lost(exception);
            }

            sessions.Close();
            if (stopping.IsCancellationRequested)
            {
                await SayGoodbyeAsync(link).ConfigureAwait(false);
            }

            if (link is not null)
            {
                _closing = link.DisposeAsync().AsTask();
            }

            await Task.Delay(Backoff.After(_failures), timers, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _ready.TrySetCanceled(CancellationToken.None);
        await _closing.WaitAsync(options.ResponseTimeout, timers, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Set when nothing was left to send: then a node that ends says so.</summary>
    public bool IsDrained { get; set; }

    private async Task FollowAsync(RedisLink link, CancellationToken stopping)
    {
        await link.SubscribeAsync(keys.Channel, Receive).ConfigureAwait(false);
        _firstBeat = _beat + 1;
        await LookAsync(link, isFill: false).ConfigureAwait(false);
        while (true)
        {
            var message = await inbox.ReadAsync(stopping).ConfigureAwait(false);
            switch (message is null ? null : NewsMessage.Parse(message))
            {
                case null when message is null:
                    await LookAsync(link, isFill: false).ConfigureAwait(false);
                    break;
                case NewsMessage.Committed commit:
                    await TakeAsync(link, commit).ConfigureAwait(false);
                    break;
                case NewsMessage.Began { Epoch: var epoch } when epoch != filler.Epoch:
                    await LookAsync(link, isFill: false).ConfigureAwait(false);
                    break;
            }
        }
    }

    // Beats are noted as they come: the loop may be busy.
    private void Receive(byte[] message)
    {
        if (message is not [(byte)'B', ..])
        {
            inbox.Post(message);
        }
        else if (NewsMessage.Parse(message) is NewsMessage.Beat beat && beat.Node == node)
        {
            Volatile.Write(ref _beatSeen, beat.Number);
        }
    }

    private Task TakeAsync(RedisLink link, NewsMessage.Committed commit)
    {
        switch (MessageMeanings.Of(filler.Epoch, filler.Heads, commit))
        {
            case MessageMeaning.Append:
                filler.Append(commit);
                return Task.CompletedTask;
            case MessageMeaning.Fill when guards.HasFlag(RedisGuards.PreviousSeq):
                return LookAsync(link, isFill: true);
            case MessageMeaning.Reset:
                return LookAsync(link, isFill: false);
            default:
                return Task.CompletedTask;
        }
    }

    /// <summary>Finds out where the log stands and makes the mirror stand there. Again, where the epoch changes meanwhile.</summary>
    private async Task LookAsync(RedisLink link, bool isFill)
    {
        while (!await TryLookAsync(link, isFill).ConfigureAwait(false))
        {
        }

        _failures = 0;
        if (condition.End(Trouble.Connection) | !_ready.Task.IsCompleted)
        {
            logger.Connected(filler.Epoch);
        }

        condition.Ready();
        _ready.TrySetResult();
        Interlocked.Exchange(ref _looked, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private async Task<bool> TryLookAsync(RedisLink link, bool isFill)
    {
        CheckMessages();
        var (demand, covers) = demands.Take();
        _beatSent = timers.GetTimestamp();
        var arguments = BeatScript.Arguments(keys, node, [.. filler.Heads.Keys], demand, ++_beat, time.GetUtcNow(), options, guards);
        var answer = BeatScript.Read(await link.RunAsync(BeatScript.Text, arguments).ConfigureAwait(false), [.. filler.Heads.Keys]);
        demands.Settle(answer.Epoch);
        if (answer.Epoch != filler.Epoch)
        {
            return await ChangeEpochAsync(link, answer, covers).ConfigureAwait(false);
        }

        if (await IsTailLostAsync(link, answer).ConfigureAwait(false))
        {
            demands.Doubt(answer.Epoch);
            return false;
        }

        if ((isFill || guards.HasFlag(RedisGuards.QuietHeads)) && !await filler.CatchUpAsync(link, answer).ConfigureAwait(false))
        {
            return false;
        }

        Open(link, answer);
        return true;
    }

    private async Task<bool> ChangeEpochAsync(RedisLink link, BeatAnswer answer, long covers)
    {
        // Appends go on in the new epoch: none is to be sent before the mirror is there.
        sessions.Close();
        var before = filler.IsFilled ? filler.Epoch : null;
        if (answer.Why.Length > 0)
        {
            logger.BeganEpoch(answer.Epoch, answer.Why);

            // Any new epoch makes up for what was dropped before it was asked for.
            demands.Grant(covers);
        }

        if (!await filler.LoadAsync(link, answer).ConfigureAwait(false))
        {
            return false;
        }

        if (before is not null)
        {
            metrics.Resynced(answer.Why.Length > 0 ? answer.Why : "epoch");
            logger.OtherEpoch(answer.Epoch, before);
        }

        arrivals.Granted(demands.Granted);
        Open(link, answer);
        return true;
    }

    // Within an epoch heads only go forward; on another server they may be those of another past.
    private async Task<bool> IsTailLostAsync(RedisLink link, BeatAnswer answer)
    {
        if (!guards.HasFlag(RedisGuards.RunId))
        {
            return false;
        }

        return answer.Heads.Any(head => head.Value.Seq < filler.Heads[head.Key].Seq)
            || (_session is { } session && session.Run != answer.Run && !await filler.IsBornOutAsync(link, answer).ConfigureAwait(false));
    }

    private void Open(RedisLink link, BeatAnswer answer)
    {
        if (_session is { Ended.IsCancellationRequested: false } session && session.Link == link && session.Epoch == answer.Epoch && session.Run == answer.Run)
        {
            return;
        }

        _session = new RedisSession(link, answer.Epoch, answer.Run);
        sessions.Open(_session);
    }

    /// <summary>Whether this node's last beat came back on this connection.</summary>
    /// <exception cref="IOException">It did not, in time.</exception>
    private void CheckMessages()
    {
        if (_beat < _firstBeat)
        {
            return;
        }

        if (Volatile.Read(ref _beatSeen) >= _beat)
        {
            condition.End(Trouble.Messages);
        }
        else if (guards.HasFlag(RedisGuards.Probe) && timers.GetElapsedTime(_beatSent) >= options.QuietInterval)
        {
            condition.Begin(Trouble.Messages, "Redis answers, but this node's own messages did not come back.");
            logger.Silent();
            throw new IOException("Messages from Redis do not arrive.");
        }
    }

    private void Lost(Exception exception)
    {
        _failures++;
        if (condition.Begin(Trouble.Connection, exception.Message))
        {
            logger.ConnectionLost(exception.Message, exception);
        }
    }

    // Without a goodbye the lease lapses, and a survivor begins a new epoch: right where commits were left unsent.
    private async Task SayGoodbyeAsync(RedisLink? link)
    {
        if (link is null || !IsDrained)
        {
            return;
        }

        try
        {
            await link.ExecuteAsync("ZREM", keys.Leases, node).ConfigureAwait(false);
            await link.ExecuteAsync("HDEL", keys.Nodes, node).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The lease lapses instead.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.ConnectionLost(exception.Message, exception);
        }
    }
}
