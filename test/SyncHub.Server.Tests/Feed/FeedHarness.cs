using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Json;
using SyncHub.Server.Authorization;
using SyncHub.Server.Collections;
using SyncHub.Server.Data;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Fanout;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;
using SyncHub.Server.Tests.Hubs;

namespace SyncHub.Server.Tests.Feed;

/// <summary>A feed with its data set, its log and sessions, but no hub: messages go to a recording sink.</summary>
internal sealed class FeedHarness : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SourceGate _gate = new(new SyncHubLimits());
    private readonly FanoutPump _pump;
    private readonly SessionServices _sessionServices;
    private readonly SessionServer _server;
    private int _sessions;

    public FeedHarness(Func<IEntitySource, IEntitySource>? wrap = null, Action<ModelBuilder<Note, int>>? configure = null, TimeProvider? time = null, Func<IChangeLog, IChangeLog>? follow = null, Action<SyncHubOptions>? setUp = null)
    {
        var options = new SyncHubOptions();
        setUp?.Invoke(options);
        var builder = new ModelBuilder<Note, int>();
        configure?.Invoke(builder);
        var problems = new List<string>();
        Assert.True(builder.TryBuild(EntityJson.CreateOptions(), problems, out var model), string.Join(' ', problems));
        Log = new InMemoryChangeLog([model], TimeProvider.System);
        Notes = new DataSet<Note, int>(model, Log);
        var metrics = new ServerMetrics(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        Feed = new ModelFeed(
            model,
            follow?.Invoke(Log) ?? Log,
            wrap?.Invoke(Notes) ?? Notes,
            Sink,
            FeedOptions.From(options, _gate, new LiveQueryQuota(options.Limits)),
            metrics,
            time ?? TimeProvider.System,
            NullLogger.Instance);
        var limits = new OutboxLimits(1024 * 1024, TimeSpan.FromSeconds(1));
        _pump = new FanoutPump(new FanoutOptions(limits), TimeProvider.System);
        var answers = new AnswerSender(_pump);
        _sessionServices = new SessionServices(
            new SyncHubLimits { SubscribeBurst = int.MaxValue },
            limits,
            answers,
            new SessionTerminator(_pump, answers, TimeProvider.System, NullLogger<SessionTerminator>.Instance),
            new Delays(time ?? TimeProvider.System),
            new AccessReview(),
            new LimitReports(metrics, NullLogger<LimitReports>.Instance),
            RequireSignIn: false,
            metrics,
            TimeProvider.System);
        var entities = new EntitySubscriber(_gate, metrics, time ?? TimeProvider.System, NullLogger<EntitySubscriber>.Instance);
        _server = new SessionServer(entities, _pump, NullLogger<SessionServer>.Instance);
        Feed.Start();
    }

    public InMemoryChangeLog Log { get; }

    public DataSet<Note, int> Notes { get; }

    public ModelFeed Feed { get; }

    public RecordingSink Sink { get; } = new();

    /// <summary>Opens a session whose messages go to <paramref name="receive"/>.</summary>
    public Session Open(Action<object> receive)
    {
        var connection = new DefaultConnectionContext($"session-{Interlocked.Increment(ref _sessions)}") { Transport = new Unused() };
        var session = new Session(
            new HubConnectionContext(connection, new HubConnectionContextOptions { KeepAliveInterval = TimeSpan.FromMinutes(1) }, NullLoggerFactory.Instance),
            _server,
            _sessionServices);
        Sink.Attach(session, receive);
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        await Feed.DisposeAsync();
        await _pump.DisposeAsync();
        Log.Dispose();
        await _gate.DisposeAsync();
        await _services.DisposeAsync();
    }

    private sealed class Unused : IDuplexPipe
    {
        private readonly Pipe _pipe = new();

        public PipeReader Input => _pipe.Reader;

        public PipeWriter Output => _pipe.Writer;
    }
}
