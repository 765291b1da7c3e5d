using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;

namespace SyncHub.LoadTest.Clients;

/// <summary>All connections of this process, and what the coordinator may do with them. Commands come one at a time.</summary>
internal sealed class Fleet(TimeProvider time) : IAsyncDisposable
{
    private const int OpenedBeforeKeptAlive = 500;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    private readonly List<RawConnection> _connections = [];
    private readonly List<(long Seq, string Epoch)?> _positions = [];
    private Target _target;
    private Flood? _flood;
    private List<RawConnection> _measured = [];
    private PushGate _gate = new(0);
    private long _framesBefore;
    private TimeSpan _cpuBefore;

    /// <summary>The open connections, for the keep-alive.</summary>
    public IReadOnlyList<RawConnection> Snapshot()
    {
        lock (_connections)
        {
            return [.. _connections];
        }
    }

    /// <summary>What came of subscribing these.</summary>
    public static SubscribeReport Summarise(IReadOnlyList<RawConnection> connections, TimeSpan elapsed) => new(
        elapsed.TotalMilliseconds,
        connections.Sum(connection => connection.Answers.Count),
        connections.Sum(connection => connection.Answers.Bytes),
        connections.Sum(connection => connection.Answers.Snapshots),
        connections.Sum(connection => connection.Answers.Deltas));

    public async Task<SubscribeReport> OpenAsync(OpenConnections command)
    {
        _target = command.Target;
        var opened = new List<RawConnection>(command.Count);
        var started = time.GetTimestamp();

        // Those that are open are kept alive only once their whole portion is: the first must not wait for that until the server gives them up.
        var portion = Math.Max(command.AtOnce, OpenedBeforeKeptAlive);
        for (var first = 0; first < command.Count; first += portion)
        {
            opened.AddRange(await OpenAsync(command, _connections.Count, Math.Min(portion, command.Count - first)));
        }

        return Summarise(opened, time.GetElapsedTime(started));
    }

    public async Task<SubscribeReport> SubscribeAsync(SubscriptionPlan plan)
    {
        using var limit = new CancellationTokenSource(AnswerTimeout, time);
        var started = time.GetTimestamp();
        await Task.WhenAll(_connections.Select((connection, index) => SubscribeAsync(connection, index, plan, limit.Token)));
        return Summarise(_connections, time.GetElapsedTime(started));
    }

    public void Expect(int perConnection, int unmeasured)
    {
        _measured = [.. _connections.Skip(unmeasured)];
        _gate = new PushGate(_measured.Count);
        _framesBefore = _measured.Sum(connection => connection.Frames);
        foreach (var connection in _measured)
        {
            connection.Tally.Expect(perConnection, _gate);
        }

        _cpuBefore = Environment.CpuUsage.TotalTime;
    }

    public async Task<DeliveryReport> AwaitAsync(TimeSpan timeout)
    {
        try
        {
            await _gate.Opened.WaitAsync(timeout, time);
        }
        catch (TimeoutException)
        {
            // The report says how many are missing.
        }

        var cpu = Environment.CpuUsage.TotalTime - _cpuBefore;
        return Delivery.Report(_measured, _framesBefore, cpu);
    }

    public void Stall(int count)
    {
        foreach (var connection in _connections.Take(count))
        {
            connection.Valve.Hold();
        }
    }

    public async Task<WakeReport> WakeAsync(long sentAt, TimeSpan timeout)
    {
        var woken = _connections.Where(connection => connection.Valve.IsHeld).ToList();
        woken.ForEach(connection => connection.Valve.Release());
        bool CaughtUp(RawConnection connection) => connection.Tally.LastSentAt >= sentAt;

        var started = time.GetTimestamp();
        while (!woken.TrueForAll(connection => CaughtUp(connection) || connection.IsClosed) && time.GetElapsedTime(started) < timeout)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), time);
        }

        return new WakeReport(woken.Count(CaughtUp), woken.Count(connection => !CaughtUp(connection) && connection.IsClosed));
    }

    public void StartFlood(int perSecond) => _flood = Flood.Start(_connections[0], _target, perSecond, time);

    public async Task<FloodReport> EndFloodAsync()
    {
        var flood = _flood ?? throw new InvalidOperationException("There is no flood.");
        _flood = null;
        return await flood.EndAsync();
    }

    public async Task CloseAsync()
    {
        List<RawConnection> closing;
        lock (_connections)
        {
            closing = [.. _connections];
            _connections.Clear();
        }

        _positions.Clear();
        _positions.AddRange(closing.Select(connection => connection.Position));
        await Task.WhenAll(closing.Select(connection => connection.DisposeAsync().AsTask()));
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task<RawConnection[]> OpenAsync(OpenConnections command, int first, int count)
    {
        var opened = new RawConnection[count];
        using var limit = new CancellationTokenSource(AnswerTimeout, time);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = command.AtOnce, CancellationToken = limit.Token };
        try
        {
            await Parallel.ForAsync(0, count, parallel, async (index, cancellation) =>
            {
                opened[index] = await RawConnection.OpenAsync(command.Url, command.NarrowLink, cancellation);
                if (command.SignIn)
                {
                    await opened[index].SignInAsync(LivePlan.RoomId(first + index), cancellation);
                }

                if (command.Plan is { } plan)
                {
                    await SubscribeAsync(opened[index], first + index, plan, cancellation);
                }
            });
        }
        finally
        {
            lock (_connections)
            {
                _connections.AddRange(opened.Where(connection => connection is not null));
            }
        }

        return opened;
    }

    private async Task SubscribeAsync(RawConnection connection, int index, SubscriptionPlan plan, CancellationToken cancellation)
    {
        var keys = plan.KeysOf(index).ToList();
        connection.Answers.Expect(keys.Count);
        foreach (var record in SubscribeRecords.Build(_target, keys, plan.Resume ? _positions.ElementAtOrDefault(index) : null))
        {
            await connection.SendAsync(record, cancellation);
        }

        await connection.Answers.All.WaitAsync(cancellation);
    }
}
