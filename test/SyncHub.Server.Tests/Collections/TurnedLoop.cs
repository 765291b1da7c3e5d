using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Json;
using SyncHub.Protocol;
using SyncHub.Queries;
using SyncHub.Server.Authorization;
using SyncHub.Server.Collections;
using SyncHub.Server.Data;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;
using SyncHub.Server.Tests.Feed;
using SyncHub.Server.Tests.Hubs;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

/// <summary>
/// Live queries on a loop that the test turns by hand: it says what the log brings, what each read finds, and when what a read found comes
/// back to the loop. So nothing happens in another order than the one that is written down.
/// </summary>
internal sealed class TurnedLoop : IAsyncDisposable
{
    public const string Epoch = "first";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly JsonTypeInfo<Note> Contract = (JsonTypeInfo<Note>)EntityJson.CreateOptions().GetTypeInfo(typeof(Note));

    private readonly SourceGate _gate = new(new SyncHubLimits());
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    // Its feed never begins, so what its sessions ask for is served here alone.
    private readonly FeedHarness _sessions = new(follow: _ => new SilentLog(), time: new ManualTimeProvider());
    private readonly Channel<Func<FeedPosition, ValueTask>> _steps = Channel.CreateUnbounded<Func<FeedPosition, ValueTask>>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly HeldSource<Note> _source;
    private readonly ManualTimeProvider _time = new();
    private readonly ChangeHistory _history = new(ChangeRetention.Default);
    private readonly List<object> _received = [];
    private FeedPosition _position;

    public TurnedLoop(long seq, QueryEvaluation evaluation = QueryEvaluation.InMemory, int deepPage = 1_000, int matches = 5_000)
    {
        _source = new HeldSource<Note>(evaluation);
        _history.Reset(seq);
        _position = At(Epoch, seq);
        var model = _sessions.Feed.Model;
        Queries = model.CreateLiveQueries(new LiveQueryHost
        {
            Source = _source,
            History = _history,
            Horizon = new ReadHorizon(_sessions.Log, _time),
            Sink = _sessions.Sink,
            Members = new FeedMembers(new FeedPositions(model, _sessions.Sink), _sessions.Sink),
            Commits = new FeedCommits(model, _sessions.Sink),
            Limits = new LiveQueryLimits(matches, FullResult: 0, deepPage, Idle: TimeSpan.FromMinutes(1), IdleQueries: 10),
            Gate = _gate,
            Quota = new LiveQueryQuota(new SyncHubLimits()),
            SourceTimeout = TimeSpan.FromMinutes(1),
            Post = step => _steps.Writer.TryWrite(step),
            FlushAllAsync = position => Queries!.FlushAsync(position, position.Seq),
            Failed = Failures.Add,
            Metrics = new ServerMetrics(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()),
            Time = _time,
            Logger = NullLogger.Instance,
            Stopping = _stopping.Token,
        })!;
    }

    public LiveQueries Queries { get; }

    public RecordingSink Sink => _sessions.Sink;

    /// <summary>What the loop reported.</summary>
    public List<Exception> Failures { get; } = [];

    /// <summary>The group of whoever was answered last.</summary>
    public string? SubscriptionId { get; private set; }

    /// <summary>What became of the last request.</summary>
    public Task LastJoin { get; private set; } = Task.CompletedTask;

    /// <summary>Whether nothing waits for its turn on the loop.</summary>
    public bool IsIdle => !_steps.Reader.TryPeek(out _);

    /// <summary>The pages that sessions were sent since this was last asked, with totals and positions. Of rows this small, edits would be larger.</summary>
    public string Received
    {
        get
        {
            var received = string.Join("; ", _received.Select(Show));
            _received.Clear();
            return received;
        }
    }

    public static Row<Note> Row(int id) => new(id, RawJson.Parse(Body(id)), Contract);

    public static string Body(int id) => $$"""{"id":{{id}}}""";

    /// <summary>What a read at a position found.</summary>
    public static RowsRead<Note> Found(LogHead? position, long total, params int[] ids) => new()
    {
        Rows = [.. ids.Select(Row)],
        IsComplete = ids.Length == total,
        Total = total,
        Position = position,
    };

    public static LogHead Head(long seq, string epoch = Epoch) => new(epoch, seq, Entries.Start);

    public Session Open() => _sessions.Open(Receive);

    /// <summary>Has a new session ask for the first rows, and its request reach the loop.</summary>
    public Task<Session> AskAsync(int? top) => AskAsync(Open(), top);

    public async Task<Session> AskAsync(Session session, int? top)
    {
        var query = _sessions.Feed.Model.ReadQuery(AccessScope.Everything, filter: default, order: default, top, skip: 0, total: true, new QueryLimits());
        var request = new CollectionRequest("r", _sessions.Feed, query, null, null, null);
        Assert.Null(session.Ask(request));
        var join = new CollectionJoin { Session = session, Scope = AccessScope.Everything, Query = query, Request = request };
        LastJoin = join.Result;
        await Queries.JoinAsync(join, _position);
        return session;
    }

    /// <summary>A second goes by; returns the time.</summary>
    public DateTimeOffset Later()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return _time.GetUtcNow();
    }

    /// <summary>The log brings a change whose push is held back.</summary>
    public void Hold(LogEntry entry)
    {
        _history.Add(entry);
        _position = At(_position.Head.Epoch, entry.Seq);
        Queries.Take(entry);
    }

    /// <summary>The log brings a change.</summary>
    public async Task FollowAsync(LogEntry entry)
    {
        Hold(entry);
        await Queries.FlushAsync(_position, commit: null);
        await Queries.AdvanceAsync(_position);
    }

    /// <summary>The log has lost its memory or run ahead.</summary>
    public async Task RestartAsync(LogHead head)
    {
        _history.Reset(head.Seq);
        _position = At(head.Epoch, head.Seq);
        await Queries.RestartAsync(_position);
    }

    /// <summary>Waits for what comes back to the loop next, and gives it its turn.</summary>
    public async Task TurnAsync()
    {
        var step = await _steps.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        await step(_position);
    }

    /// <summary>The next read that the loop has started.</summary>
    public Task<HeldRead<Note>> ReadAsync() => _source.Reads.ReadAsync().AsTask().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _sessions.DisposeAsync();
        _stopping.Dispose();
        await _services.DisposeAsync();
        await _gate.DisposeAsync();
    }

    private void Receive(object message)
    {
        _received.Add(message);
        SubscriptionId = (message as Subscribed)?.SubscriptionId ?? SubscriptionId;
    }

    private static FeedPosition At(string epoch, long seq) => new(Head(seq, epoch), epoch);

    private static string Show(object message) => message switch
    {
        Subscribed answer => $"{answer.Data} of {answer.TotalCount} at {answer.Version.Epoch} {answer.Version.Seq}",
        CollectionSnapshot page => $"{page.Data} of {page.TotalCount} at {page.Version.Seq}",
        _ => message.GetType().Name,
    };

    private sealed class SilentLog : IChangeLog, IDisposable
    {
        public ChangeLogHealth Health => throw new NotSupportedException();

        public ValueTask<IReadOnlyDictionary<string, LogHead>> AppendAsync(Commit commit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async ValueTask<LogSlice> ReadAsync(string model, long afterSeq, int maxEntries, CancellationToken cancellationToken = default) =>
            await new TaskCompletionSource<LogSlice>().Task.WaitAsync(cancellationToken);

        public ValueTask<LogHead> GetHeadAsync(string model, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public IDisposable Observe(string model, Action<LogHead> moved) => this;

        public void Dispose()
        {
        }
    }
}
