using System.Diagnostics.Metrics;

namespace SyncHub.Redis;

/// <summary>The meter "SyncHub.Redis". A model's name is a tag; a key never is.</summary>
internal sealed class RedisMetrics
{
    public const string MeterName = "SyncHub.Redis";

    private readonly Meter? _meter;
    private readonly Counter<long>? _filled;
    private readonly Counter<long>? _resyncs;
    private readonly Counter<long>? _connections;
    private readonly Counter<long>? _dropped;

    public RedisMetrics(IMeterFactory? meters)
    {
        _meter = meters?.Create(MeterName);
        _filled = _meter?.CreateCounter<long>("synchub.redis.filled", "{change}", "Changes read from the streams because their messages were missed.");
        _resyncs = _meter?.CreateCounter<long>("synchub.redis.resyncs", "{resync}", "Times that subscriptions had to be read from their sources again; synchub.reason says why.");
        _connections = _meter?.CreateCounter<long>("synchub.redis.connections", "{connection}", "Connections that were opened.");
        _dropped = _meter?.CreateCounter<long>("synchub.redis.dropped", "{commit}", "Commits dropped because the queue was full.");
    }

    public void ObserveQueue(Func<int> length) =>
        _meter?.CreateObservableUpDownCounter("synchub.redis.queue", length, "{commit}", "Commits that wait for Redis or for its answer.");

    public void Filled(string model, long changes) => _filled?.Add(changes, new KeyValuePair<string, object?>("synchub.model", model));

    public void Resynced(string reason) => _resyncs?.Add(1, new KeyValuePair<string, object?>("synchub.reason", reason));

    public void Connected() => _connections?.Add(1);

    public void Dropped(int commits) => _dropped?.Add(commits);
}
