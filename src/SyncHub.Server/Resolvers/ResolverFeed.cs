using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SyncHub.Server.Authorization;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Errors;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Resolvers;

/// <summary>
/// One resolver on one node: a single-reader loop that follows the notifications in the log and owns the groups. Handlers run beside it and
/// come back as messages; it awaits neither them nor a client.
/// </summary>
internal sealed partial class ResolverFeed : SyncFeed
{
    private const int EntriesPerRead = 512;

    private readonly Resolver _resolver;
    private readonly IChangeLog _log;
    private readonly ResolverRuns _runs;
    private readonly ResolverGroups _groups;
    private readonly TimeProvider _time;
    private readonly TimeSpan _tickInterval;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // As many commands as sessions may ask and runs may end; wake-ups are merged into one.
    private readonly Channel<ResolverCommand> _inbox = Channel.CreateUnbounded<ResolverCommand>(new UnboundedChannelOptions { SingleReader = true });
    private ITimer? _tickTimer;
    private IDisposable? _observation;
    private Task _running = Task.CompletedTask;
    private int _wakeQueued;
    private FeedPosition? _position;

    public ResolverFeed(
        Resolver resolver, ResolverRunner runner, IChangeLog log, IFeedSink sink, TimeSpan tickInterval, ServerMetrics metrics, TimeProvider time, ILogger<ResolverFeed> logger)
    {
        _resolver = resolver;
        _log = log;
        _time = time;
        _tickInterval = tickInterval;
        _logger = logger;
        _runs = new ResolverRuns(resolver.Settings.Concurrency, runner, command => _inbox.Writer.TryWrite(command), time);
        _groups = new ResolverGroups(
            resolver, _runs, new FeedMembers(positions: null, sink), sink, metrics, exception => LogStepFailed(exception, resolver.Name));
    }

    public override string Name => _resolver.Name;

    /// <summary>Completes when the feed stands at the log's head for the first time.</summary>
    public Task Ready => _ready.Task;

    public override void Start()
    {
        _observation = _log.Observe(Name, _ => Wake());

        // Heals a step that failed: the log may be out of reach for a while.
        _tickTimer = _time.CreateTimer(_ => Wake(), null, _tickInterval, _tickInterval);
        _running = Task.Run(RunAsync);
        Wake();
    }

    public override AccessDecision Judge(SessionIdentity identity)
    {
        try
        {
            return _resolver.Judge(identity);
        }
        catch (SyncException refusal)
        {
            return refusal.Error;
        }
        catch (Exception exception)
        {
            LogScopeFailed(exception, Name);
            return SyncErrors.Internal();
        }
    }

    /// <summary>Asks for an answer; completes when it has been given, or waits for a run, or nobody waits for it any more.</summary>
    public Task JoinAsync(ResolverJoin join)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(new ResolverCommand.Join(join, taken), taken);
        return taken.Task;
    }

    public override Task LeaveAsync(Session session, string subscriptionId)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(new ResolverCommand.Leave(session, subscriptionId, done), done);
        return done.Task;
    }

    public override void LeaveAll(Session session, IReadOnlyList<Subscription> subscriptions) =>
        _inbox.Writer.TryWrite(new ResolverCommand.LeaveAll(session, subscriptions));

    public override void Withdraw(Session session, SubscribeRequest request) =>
        _inbox.Writer.TryWrite(new ResolverCommand.Withdraw(session, request));

    public override async ValueTask DisposeAsync()
    {
        _observation?.Dispose();
        if (_tickTimer is { } timer)
        {
            await timer.DisposeAsync().ConfigureAwait(false);
        }

        _inbox.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void Post(ResolverCommand command, TaskCompletionSource done)
    {
        if (!_inbox.Writer.TryWrite(command))
        {
            done.TrySetResult();
        }
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _wakeQueued, 1) == 0)
        {
            _inbox.Writer.TryWrite(ResolverCommand.Wake.Instance);
        }
    }

    private async Task RunAsync()
    {
        await foreach (var command in _inbox.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await StepAsync(command).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                Abandon(command);
            }
            catch (Exception exception)
            {
                LogStepFailed(exception, Name);
                Abandon(command);
            }

            if (_position is { } position && !_stopping.IsCancellationRequested)
            {
                _runs.Begin(position);
            }
        }

        _ready.TrySetCanceled();
        _groups.Abandon();
    }

    private async ValueTask StepAsync(ResolverCommand command)
    {
        switch (command)
        {
            case ResolverCommand.Wake:
                await FollowAsync().ConfigureAwait(false);
                break;
            case ResolverCommand.Join join:
                await _groups.JoinAsync(join.Wanted, _position!).ConfigureAwait(false);
                join.Taken.TrySetResult();
                break;
            case ResolverCommand.Withdraw withdraw:
                _groups.Withdraw(withdraw.Session, withdraw.Request);
                break;
            case ResolverCommand.Leave leave:
                await _groups.LeaveAsync(leave.Session, leave.SubscriptionId, leave.Done).ConfigureAwait(false);
                break;
            case ResolverCommand.LeaveAll leave:
                _groups.LeaveAll(leave.Session, leave.Subscriptions);
                break;
            case ResolverCommand.Ran ran:
                await _groups.RunEndedAsync(ran.Group, ran.Run, ran.Outcome, _position!).ConfigureAwait(false);
                break;
            case ResolverCommand.Retry retry:
                _groups.RetryDue(retry.Group);
                break;
        }
    }

    private static void Abandon(ResolverCommand command)
    {
        switch (command)
        {
            case ResolverCommand.Join join:
                join.Taken.TrySetException(new InvalidOperationException("The resolver's feed could not take up a join; its log says why."));
                break;
            case ResolverCommand.Leave leave:
                leave.Done.TrySetResult();
                break;
        }
    }

    // One slice per step, so that the others get their turn between slices.
    private async ValueTask FollowAsync()
    {
        Volatile.Write(ref _wakeQueued, 0);
        if (_position is not { } position)
        {
            // Nobody follows yet: what was said before concerns nobody.
            _position = At(await _log.GetHeadAsync(Name, _stopping.Token).ConfigureAwait(false));
            _ready.TrySetResult();
            return;
        }

        var slice = await _log.ReadAsync(Name, position.Seq, EntriesPerRead, _stopping.Token).ConfigureAwait(false);
        if (slice.Head.Epoch != position.Head.Epoch || slice.Head.Seq < position.Seq)
        {
            _position = At(slice.Head);
            _groups.Restart(_position);
            return;
        }

        if (!slice.Covers(position.Seq))
        {
            // Some of it is gone: it may have concerned anybody.
            _position = At(slice.Head);
            _groups.NotifyAll(slice.Head.Seq);
            return;
        }

        foreach (var entry in slice.Entries)
        {
            _position = position = At(new LogHead(slice.Head.Epoch, entry.Seq, entry.Timestamp));
            if (entry.Change.Key == ResolverChange.AllKeys)
            {
                _groups.NotifyAll(entry.Seq);
            }
            else
            {
                _groups.Notify(entry.Change.Key.Text, entry.Seq);
            }
        }

        if (position.Seq < slice.Head.Seq)
        {
            Wake();
        }
    }

    private static FeedPosition At(LogHead head) => new(head, head.Epoch);

    [LoggerMessage(1, LogLevel.Error, "A step of the feed of resolver {Resolver} failed; the feed goes on with the next.")]
    private partial void LogStepFailed(Exception exception, string resolver);

    [LoggerMessage(2, LogLevel.Error, "The scope of resolver {Resolver} threw; who asked is refused.")]
    private partial void LogScopeFailed(Exception exception, string resolver);
}
