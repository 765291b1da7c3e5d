using System.Text.Json;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.Cluster;
using SyncHub.LoadTest.Contracts.LiveQueries;

namespace SyncHub.LoadTest.Processes;

/// <summary>The process that holds the connections, seen from the coordinator.</summary>
internal sealed class ClientsProcess : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMinutes(5);
    private readonly ChildProcess _process = ChildProcess.Start(Roles.Clients, serverGarbageCollector: false);

    public Task<SubscribeReport> OpenAsync(OpenConnections command, CancellationToken cancellation) =>
        AskAsync<SubscribeReport>(command, cancellation);

    public Task<SubscribeReport> SubscribeAsync(SubscriptionPlan plan, CancellationToken cancellation) =>
        AskAsync<SubscribeReport>(new Subscribe(plan), cancellation);

    public Task ExpectAsync(int pushesPerConnection, int unmeasured, CancellationToken cancellation) =>
        AskAsync<Done>(new ExpectPushes(pushesPerConnection, unmeasured), cancellation);

    public Task<DeliveryReport> AwaitAsync(TimeSpan timeout, CancellationToken cancellation) =>
        AskAsync<DeliveryReport>(new AwaitPushes(timeout.TotalSeconds), cancellation);

    public Task StallAsync(int count, CancellationToken cancellation) => AskAsync<Done>(new StallReaders(count), cancellation);

    public Task<WakeReport> WakeAsync(long sentAt, TimeSpan timeout, CancellationToken cancellation) =>
        AskAsync<WakeReport>(new WakeReaders(sentAt, timeout.TotalSeconds), cancellation);

    public Task<SubscribeReport> FollowAsync(FollowQueries command, CancellationToken cancellation) =>
        AskAsync<SubscribeReport>(command, cancellation);

    public Task<LiveReport> AwaitRowsAsync(long rows, TimeSpan timeout, CancellationToken cancellation) =>
        AskAsync<LiveReport>(new AwaitRows(rows, timeout.TotalSeconds), cancellation);

    public Task ExpectWritesAsync(int first, int count, CancellationToken cancellation) =>
        AskAsync<Done>(new ExpectWrites(first, count), cancellation);

    public Task<LiveReport> ReportWritesAsync(CancellationToken cancellation) => AskAsync<LiveReport>(new ReportWrites(), cancellation);

    public Task StartFloodAsync(int perSecond, CancellationToken cancellation) => AskAsync<Done>(new StartFlood(perSecond), cancellation);

    public Task<FloodReport> EndFloodAsync(CancellationToken cancellation) => AskAsync<FloodReport>(new EndFlood(), cancellation);

    public Task<SubscribeReport> HoldAsync(HoldSubscriptions command, CancellationToken cancellation) =>
        AskAsync<SubscribeReport>(command, cancellation);

    public Task<ReturnReport> AwaitReturnAsync(TimeSpan timeout, CancellationToken cancellation) =>
        AskAsync<ReturnReport>(new AwaitReturn(timeout.TotalSeconds), cancellation);

    public Task ReleaseAsync(CancellationToken cancellation) => AskAsync<Done>(new ReleaseSubscriptions(), cancellation);

    public Task CloseAsync(CancellationToken cancellation) => AskAsync<Done>(new CloseConnections(), cancellation);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<T> AskAsync<T>(ClientCommand command, CancellationToken cancellation)
        where T : class
    {
        await _process.WriteLineAsync(JsonSerializer.Serialize(command, JsonSerializerOptions.Web), cancellation);
        var line = await _process.ReadLineAsync(AnswerTimeout, cancellation);
        var reply = JsonSerializer.Deserialize<ClientReply<T>>(line, JsonSerializerOptions.Web);
        return reply?.Value
            ?? throw new InvalidOperationException($"The clients could not do {command}: {reply?.Error ?? line}");
    }
}
