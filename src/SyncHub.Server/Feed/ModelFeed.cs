using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SyncHub.Server.Authorization;
using SyncHub.Server.Collections;
using SyncHub.Server.Data;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Errors;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Feed;

/// <summary>
/// One model on one node: a single-reader loop that follows the log in seq order, owns the groups and the recent history,
/// and answers joins at its own position. It never awaits a client or a source.
/// </summary>
internal sealed partial class ModelFeed : SyncFeed
{
    private const int EntriesPerRead = 512;

    private readonly IChangeLog _log;
    private readonly FeedJoins _joins;
    private readonly FeedPushes _pushes;
    private readonly FeedPositions _positions;
    private readonly ChangeHistory _history;
    private readonly ReadHorizon _horizon;
    private readonly DebounceTimer _debounce;
    private readonly TimeProvider _time;
    private readonly TimeSpan _tickInterval;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // As many commands as subscriptions may be asked for or ended at once, and a tick or flush now and then; wake-ups are merged into one.
    private readonly Channel<FeedCommand> _inbox = Channel.CreateUnbounded<FeedCommand>(new UnboundedChannelOptions { SingleReader = true });
    private ITimer? _tickTimer;
    private IDisposable? _observation;
    private Task _running = Task.CompletedTask;
    private int _wakeQueued;
    private volatile FeedPosition? _position;

    public ModelFeed(SyncModel model, IChangeLog log, IEntitySource source, IFeedSink sink, FeedOptions options, ServerMetrics metrics, TimeProvider time, ILogger logger)
    {
        Model = model;
        Source = source;
        SourceTimeout = options.SourceTimeout;
        _log = log;
        _time = time;
        _tickInterval = options.PositionInterval;
        _logger = logger;
        _history = new ChangeHistory(model.Retention);
        _horizon = new ReadHorizon(log, time);
        _positions = new FeedPositions(model, sink);
        var members = new FeedMembers(_positions, sink);
        var commits = new FeedCommits(model, sink);
        var queries = model.CreateLiveQueries(new LiveQueryHost
        {
            Source = source,
            History = _history,
            Horizon = _horizon,
            Sink = sink,
            Members = members,
            Commits = commits,
            Limits = options.Queries,
            Gate = options.Gate,
            Quota = options.Quota,
            SourceTimeout = options.SourceTimeout,
            Post = step => _inbox.Writer.TryWrite(new FeedCommand.Continue(step)),
            FlushAllAsync = position => _pushes!.FlushAsync(position),
            Failed = StepFailed,
            Metrics = metrics,
            Time = time,
            Logger = logger,
            Stopping = _stopping.Token,
        });
        var entities = new EntityGroups(model, sink, commits, metrics, StepFailed);
        _pushes = new FeedPushes(model, entities, queries, commits, StepFailed);
        _joins = new FeedJoins(model, _pushes, members, _positions, _history, _horizon, sink);
        _debounce = new DebounceTimer(model.Debounce, time, () => _inbox.Writer.TryWrite(FeedCommand.Flush.Instance));
    }

    public override string Name => Model.Name;

    public SyncModel Model { get; }

    public IEntitySource Source { get; }

    /// <summary>How long a read of the source may take.</summary>
    public TimeSpan SourceTimeout { get; }

    /// <summary>Whether the source answers queries.</summary>
    public bool HasCollections => _pushes.Queries is not null;

    /// <summary>Completes when the feed stands at the log's head for the first time.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Where the feed stands. Only after <see cref="Ready"/>.</summary>
    public FeedPosition Position => _position ?? throw new InvalidOperationException("The feed is not ready.");

    public override void Start()
    {
        _observation = _log.Observe(Model.Name, _ => Wake());
        _tickTimer = _time.CreateTimer(_ => _inbox.Writer.TryWrite(FeedCommand.Tick.Instance), null, _tickInterval, _tickInterval);
        _running = Task.Run(RunAsync);
        Wake();
    }

    /// <summary>The head of the log itself, which this feed may not have reached.</summary>
    public ValueTask<LogHead> GetLogHeadAsync(CancellationToken cancellationToken) => _log.GetHeadAsync(Model.Name, cancellationToken);

    /// <summary>Asks for an answer at the loop's position, with what was read of the entity.</summary>
    public Task<JoinResult> JoinAsync(EntityJoin join)
    {
        Post(join);
        return join.Result;
    }

    /// <summary>Asks for an answer at the loop's position; returns why there is none.</summary>
    public Task<SyncError?> JoinAsync(CollectionJoin join)
    {
        Post(join);
        return join.Result;
    }

    public override AccessDecision Judge(SessionIdentity identity)
    {
        try
        {
            return Model.Judge(identity);
        }
        catch (SyncException refusal)
        {
            return refusal.Error;
        }
        catch (Exception exception)
        {
            LogRuleFailed(exception, Model.Name);
            return SyncErrors.Internal();
        }
    }

    public override Task LeaveAsync(Session session, string subscriptionId)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_inbox.Writer.TryWrite(new FeedCommand.Leave(session, subscriptionId, done)))
        {
            done.TrySetResult();
        }

        return done.Task;
    }

    public override void LeaveAll(Session session, IReadOnlyList<Subscription> subscriptions) =>
        _inbox.Writer.TryWrite(new FeedCommand.LeaveAll(session, subscriptions));

    public override async ValueTask DisposeAsync()
    {
        _observation?.Dispose();
        if (_tickTimer is { } timer)
        {
            await timer.DisposeAsync().ConfigureAwait(false);
        }

        await _debounce.DisposeAsync().ConfigureAwait(false);
        _inbox.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void Post(FeedJoin join)
    {
        if (!_inbox.Writer.TryWrite(new FeedCommand.Join(join)))
        {
            join.Withdraw();
        }
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _wakeQueued, 1) == 0)
        {
            _inbox.Writer.TryWrite(FeedCommand.Wake.Instance);
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
                LogStepFailed(exception, Model.Name);
                Abandon(command);
            }
        }

        _ready.TrySetCanceled();
        _joins.Abandon();
    }

    private async ValueTask StepAsync(FeedCommand command)
    {
        switch (command)
        {
            case FeedCommand.Wake:
                await FollowAsync().ConfigureAwait(false);
                break;
            case FeedCommand.Join join:
                await _joins.JoinAsync(join.Request, _position).ConfigureAwait(false);
                break;
            case FeedCommand.Leave leave:
                await _joins.LeaveAsync(leave.Session, leave.SubscriptionId, leave.Done).ConfigureAwait(false);
                break;
            case FeedCommand.LeaveAll leave:
                _joins.LeaveAll(leave.Session, leave.Subscriptions);
                break;
            case FeedCommand.Continue { Step: var step }:
                await step(Position).ConfigureAwait(false);
                await _pushes.TellCommitsAsync(Position).ConfigureAwait(false);
                break;
            case FeedCommand.Flush when _debounce.TryClose():
                await _pushes.FlushDueAsync(Position).ConfigureAwait(false);
                break;
            case FeedCommand.Tick when _position is null:
                Wake();
                break;
            case FeedCommand.Tick:
                // Also heals a follow step that failed.
                Wake();
                _history.Prune(_time.GetUtcNow());
                _pushes.Queries?.Prune();
                await _positions.TellAsync(Position, _pushes.OldestHeldSeq).ConfigureAwait(false);
                break;
        }
    }

    private static void Abandon(FeedCommand command)
    {
        switch (command)
        {
            case FeedCommand.Join join:
                join.Request.Withdraw();
                break;
            case FeedCommand.Leave leave:
                leave.Done.TrySetResult();
                break;
        }
    }

    // One slice per step, so that joins and leaves get their turn between slices.
    private async ValueTask FollowAsync()
    {
        Volatile.Write(ref _wakeQueued, 0);
        if (_position is not { } position)
        {
            await BeginAsync().ConfigureAwait(false);
            return;
        }

        var slice = await _log.ReadAsync(Model.Name, position.Seq, EntriesPerRead, _stopping.Token).ConfigureAwait(false);
        if (slice.Head.Epoch != position.Head.Epoch || !slice.Covers(position.Seq))
        {
            LogRestarted(Model.Name, position.Seq, slice.FloorSeq, slice.Head.Seq);
            await RestartAsync(slice.Head).ConfigureAwait(false);
            return;
        }

        var held = _pushes.HeldChanges;
        var isPositionDue = false;
        foreach (var logged in slice.Entries)
        {
            position = new FeedPosition(new LogHead(slice.Head.Epoch, logged.Seq, logged.Timestamp), position.WireEpoch);
            if (ModelReset.Is(logged.Change))
            {
                LogReset(Model.Name, logged.Seq);
                await RestartAsync(position.Head).ConfigureAwait(false);
                continue;
            }

            var entry = Link(logged);
            _position = position;
            await _pushes.ApplyAsync(entry, position).ConfigureAwait(false);

            // Nothing is pushed of it, and its writer waits to see it: no push would tell them otherwise that they have.
            isPositionDue |= entry.Effect == EntryEffect.Nothing && entry.MutationId is not null;
        }

        _history.Prune(_time.GetUtcNow());
        if (_pushes.HeldChanges != held)
        {
            _debounce.Extend();
        }

        await AdvanceAsync(position).ConfigureAwait(false);
        if (isPositionDue)
        {
            await _positions.TellAsync(position, _pushes.OldestHeldSeq).ConfigureAwait(false);
        }

        if (position.Seq < slice.Head.Seq)
        {
            Wake();
        }
    }

    private async ValueTask BeginAsync()
    {
        var slice = await _log.ReadAsync(Model.Name, 0, EntriesPerRead, _stopping.Token).ConfigureAwait(false);
        var epoch = slice.Head.Epoch;
        var seq = Math.Min(slice.FloorSeq, slice.Head.Seq);
        _history.Reset(seq);
        while (seq < slice.Head.Seq)
        {
            slice = await _log.ReadAsync(Model.Name, seq, EntriesPerRead, _stopping.Token).ConfigureAwait(false);
            if (slice.Head.Epoch != epoch || !slice.Covers(seq))
            {
                // What was read of another epoch says nothing of this one.
                epoch = slice.Head.Epoch;
                seq = slice.FloorSeq;
                _history.Reset(seq);
                continue;
            }

            foreach (var entry in slice.Entries)
            {
                seq = entry.Seq;
                if (ModelReset.Is(entry.Change))
                {
                    _history.Reset(seq);
                }
                else
                {
                    Link(entry);
                }
            }
        }

        _position = FeedPosition.Of(Model, slice.Head);
        _ready.TrySetResult();
        await _joins.RetryDeferredAsync(Position).ConfigureAwait(false);
    }

    // What is held of a row must be what it was before the next change: so the history links, and what it holds is what everybody sees.
    private LogEntry Link(LogEntry logged)
    {
        var entry = EntryChain.Resolve(logged, _history.Newest(logged.Change.Key), _horizon.Tolerance);
        _history.Add(entry);
        return entry;
    }

    private async ValueTask RestartAsync(LogHead head)
    {
        _history.Reset(head.Seq);
        _position = FeedPosition.Of(Model, head);
        _debounce.Close();
        await _pushes.RestartAsync(Position).ConfigureAwait(false);
        await _joins.RetryDeferredAsync(Position).ConfigureAwait(false);
    }

    private async ValueTask AdvanceAsync(FeedPosition position)
    {
        if (_pushes.Queries is { } queries)
        {
            await queries.AdvanceAsync(position).ConfigureAwait(false);
            await _pushes.TellCommitsAsync(position).ConfigureAwait(false);
        }

        await _joins.RetryDeferredAsync(position).ConfigureAwait(false);
    }

    private void StepFailed(Exception exception) => LogStepFailed(exception, Model.Name);

    [LoggerMessage(1, LogLevel.Error, "A step of the feed of model {Model} failed; the feed goes on with the next.")]
    private partial void LogStepFailed(Exception exception, string model);

    [LoggerMessage(4, LogLevel.Information, "Any row of model {Model} may have changed at {Seq}; all subscriptions are refreshed.")]
    private partial void LogReset(string model, long seq);

    [LoggerMessage(3, LogLevel.Error, "An access rule of model {Model} threw; who asked is refused.")]
    private partial void LogRuleFailed(Exception exception, string model);

    [LoggerMessage(2, LogLevel.Warning, "The feed of model {Model} stood at {Seq}, which the log does not cover any more (it holds {Floor} to {Head}); all subscriptions are refreshed.")]
    private partial void LogRestarted(string model, long seq, long floor, long head);
}
