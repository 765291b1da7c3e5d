using System.Diagnostics.Metrics;

namespace SyncHub.Client.Telemetry;

/// <summary>
/// The meter <c>SyncHub.Client</c>. A model's name is a tag; a key never is. A meter gives the same instrument to all who ask for the same one,
/// and nothing here calls back: clients come and go without leaving anything behind.
/// </summary>
internal sealed class SyncClientMetrics
{
    public const string MeterName = "SyncHub.Client";

    private static readonly Meter ProcessMeter = new(MeterName);

    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _connectAttempts;
    private readonly Counter<long> _reconnects;
    private readonly UpDownCounter<long> _subscriptions;
    private readonly Histogram<double> _timeToSynced;
    private readonly Counter<long> _pushes;
    private readonly Counter<long> _resyncs;
    private readonly Counter<long> _cacheLoads;
    private readonly Counter<long> _cacheDrops;
    private readonly Counter<long> _cacheFailures;

    /// <param name="meters">Whose meter to use; null for one that lives as long as the process.</param>
    public SyncClientMetrics(IMeterFactory? meters)
    {
        var meter = meters?.Create(MeterName) ?? ProcessMeter;
        _connections = meter.CreateUpDownCounter<long>("synchub.client.connections", "{connection}", "Clients by where they stand with their server, those that were never asked to connect aside.");
        _connectAttempts = meter.CreateCounter<long>("synchub.client.connect_attempts", "{attempt}", "Attempts to connect.");
        _reconnects = meter.CreateCounter<long>("synchub.client.reconnects", "{connection}", "Connections made by clients that had had one before.");
        _subscriptions = meter.CreateUpDownCounter<long>("synchub.client.subscriptions", "{subscription}", "Subscriptions by state.");
        _timeToSynced = meter.CreateHistogram<double>("synchub.client.time_to_synced", "s", "How long a subscription that somebody held was not live: since it began, since it was taken up again, or since it ceased to be live.");
        _pushes = meter.CreateCounter<long>("synchub.client.pushes", "{push}", "Pushes received.");
        _resyncs = meter.CreateCounter<long>("synchub.client.resyncs", "{resync}", "Subscriptions asked for again because something was missing or unusable.");
        _cacheLoads = meter.CreateCounter<long>("synchub.client.cache.loads", "{load}", "Entries looked for in the local store, by result.");
        _cacheDrops = meter.CreateCounter<long>("synchub.client.cache.drops", "{entry}", "Entries of the local store that were not shown but removed, by reason.");
        _cacheFailures = meter.CreateCounter<long>("synchub.client.cache.failures", "{failure}", "Calls of the local store that failed or took too long, by operation.");
    }

    public void PhaseChanged(SyncConnectionState before, SyncConnectionState after)
    {
        if (_connections.Enabled)
        {
            Count(before, -1);
            Count(after, 1);
        }
    }

    public void ConnectAttempted() => _connectAttempts.Add(1);

    public void Reconnected() => _reconnects.Add(1);

    public void SubscriptionsChanged(string model, string state, int by) =>
        _subscriptions.Add(by, new(SyncClientTags.Model, model), new(SyncClientTags.State, state));

    public void Synced(string model, string state, TimeSpan after) =>
        _timeToSynced.Record(after.TotalSeconds, new(SyncClientTags.Model, model), new(SyncClientTags.State, state));

    public void Pushed() => _pushes.Add(1);

    public void Resynced(string model) => _resyncs.Add(1, new KeyValuePair<string, object?>(SyncClientTags.Model, model));

    public void CacheLoaded(bool isHit) => _cacheLoads.Add(1, new KeyValuePair<string, object?>(SyncClientTags.Result, isHit ? "hit" : "miss"));

    public void CacheDropped(string reason) => _cacheDrops.Add(1, new KeyValuePair<string, object?>(SyncClientTags.Reason, reason));

    public void CacheFailed(string operation) => _cacheFailures.Add(1, new KeyValuePair<string, object?>(SyncClientTags.Operation, operation));

    private void Count(SyncConnectionState state, int by)
    {
        if (SyncClientTags.Name(state) is { } name)
        {
            _connections.Add(by, new KeyValuePair<string, object?>(SyncClientTags.State, name));
        }
    }
}
