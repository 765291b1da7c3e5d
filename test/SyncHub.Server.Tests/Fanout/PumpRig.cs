using System.Collections.Concurrent;
using SyncHub.Server.Fanout;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Fanout;

/// <summary>A pump with connections that the test reads, and a clock that it moves.</summary>
internal sealed class PumpRig : IAsyncDisposable
{
    private int _overflows;

    public PumpRig(long bytes = 4096, Action? onFailure = null)
    {
        Limits = new OutboxLimits(bytes, TimeSpan.FromSeconds(1));
        Pump = new FanoutPump(
            new FanoutOptions(Limits)
            {
                OnOverflow = () => Interlocked.Increment(ref _overflows),
                OnUnserializable = Unserializable.Enqueue,
                OnFailure = failure =>
                {
                    Failures.Enqueue(failure);
                    onFailure?.Invoke();
                },
            },
            Time);
    }

    public ManualTimeProvider Time { get; } = new();

    public OutboxLimits Limits { get; }

    public FanoutPump Pump { get; }

    public ConcurrentQueue<Exception> Failures { get; } = new();

    public ConcurrentQueue<Exception> Unserializable { get; } = new();

    /// <summary>The connections that have to be refreshed, with the group's name.</summary>
    public ConcurrentQueue<(FanoutMember Member, string Group)> Stale { get; } = new();

    public int Overflows => Volatile.Read(ref _overflows);

    public FanoutMember Connect(FanoutConnection connection)
    {
        var member = connection.CreateMember(Limits, Time);
        member.OnStale = group => Stale.Enqueue((member, group));
        Enqueue(new FanoutItem.Connect(member));
        return member;
    }

    public List<FanoutConnection> Connect(int count, bool stalls = false, string prefix = "c") =>
        [.. Enumerable.Range(0, count).Select(index =>
        {
            var connection = new FanoutConnection($"{prefix}{index}", stalls);
            Connect(connection);
            return connection;
        })];

    public void Enqueue(FanoutItem item)
    {
        var queued = Pump.EnqueueAsync(item);
        Assert.True(queued.IsCompletedSuccessfully, "The queue is full.");
    }

    public void Send(string group, string method, object? argument) =>
        Enqueue(new FanoutItem.Send(new FanoutTarget.Group(group), FanoutConnection.Message(method, argument)));

    public void Send(FanoutTarget target, string method, object? argument) =>
        Enqueue(new FanoutItem.Send(target, FanoutConnection.Message(method, argument)));

    public void Join(FanoutConnection connection, string group, bool isSync = false) =>
        Enqueue(new FanoutItem.Join(connection.Id, group, isSync));

    public void Answer(string connectionId, string group, object? argument) =>
        Enqueue(new FanoutItem.Answer(connectionId, FanoutConnection.Message("Answer", argument), group));

    public void Position(string[] groups, object? argument) =>
        Enqueue(new FanoutItem.Position(groups, FanoutConnection.Message("Position", argument)));

    /// <summary>Waits until the pump has taken all steps so far.</summary>
    public Task SettleAsync() => Pump.WhenAppendedAsync().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Runs on the pump between two steps: what the action queues waits in line together.</summary>
    public async Task OnPumpAsync(Action action)
    {
        // Without RunContinuationsAsynchronously, so that the continuation runs where the pump completes it.
        var taken = new TaskCompletionSource();
        var ran = taken.Task.ContinueWith(_ => action(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        Enqueue(new FanoutItem.Barrier(taken));
        await ran;
    }

    public async ValueTask DisposeAsync() => await Pump.DisposeAsync();
}
