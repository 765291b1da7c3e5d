using System.Diagnostics.Metrics;

namespace SyncHub.Server.Diagnostics;

/// <summary>The meter "SyncHub.Server". A model's name is a tag; a key never is.</summary>
internal sealed class ServerMetrics
{
    public const string MeterName = "SyncHub.Server";

    private readonly Meter _meter;
    private readonly UpDownCounter<long> _connections;
    private readonly UpDownCounter<long> _subscriptions;
    private readonly UpDownCounter<long> _groups;
    private readonly Counter<long> _pushes;
    private readonly Counter<long> _sourceReads;
    private readonly Counter<long> _overflows;
    private readonly UpDownCounter<long> _liveQueries;
    private readonly UpDownCounter<long> _scannedQueries;
    private readonly Counter<long> _requeries;
    private readonly Counter<long> _limits;
    private readonly Counter<long> _busLost;
    private readonly Counter<long> _busUnreadable;

    public ServerMetrics(IMeterFactory meters)
    {
        var meter = _meter = meters.Create(MeterName);
        _connections = meter.CreateUpDownCounter<long>("synchub.connections", "{connection}", "Open connections.");
        _subscriptions = meter.CreateUpDownCounter<long>("synchub.subscriptions", "{subscription}", "Active subscriptions.");
        _groups = meter.CreateUpDownCounter<long>("synchub.groups", "{group}", "Entities that somebody follows.");
        _pushes = meter.CreateCounter<long>("synchub.pushes", "{push}", "Pushes made, one per group and change.");
        _sourceReads = meter.CreateCounter<long>("synchub.source.reads", "{read}", "Reads of a data source for an answer.");
        _liveQueries = meter.CreateUpDownCounter<long>("synchub.live_queries", "{query}", "Distinct live queries, those kept for a while without followers included.");
        _scannedQueries = meter.CreateUpDownCounter<long>("synchub.live_queries.scanned", "{query}", "Live queries without a condition to find them by, so that every change evaluates them.");
        _requeries = meter.CreateCounter<long>("synchub.live_queries.requeries", "{page}", "Pages read again as a whole, because they cannot be kept in step in memory.");
        _limits = meter.CreateCounter<long>("synchub.limits.reached", "{refusal}", "Requests and connections refused because of a limit, which synchub.limit names.");
        _busLost = meter.CreateCounter<long>("synchub.bus.lost", "{message}", "Messages that the node bus did not take, so that they did not reach other nodes.");
        _busUnreadable = meter.CreateCounter<long>("synchub.bus.unreadable", "{message}", "Messages of other nodes that this one could not read.");
        _overflows = meter.CreateCounter<long>("synchub.outbox.overflows", "{overflow}", "Times that queued pushes were dropped for a slow connection.");
    }

    public void ObserveOutboxes(Func<long> bytes) =>
        _meter.CreateObservableUpDownCounter("synchub.outbox.bytes", bytes, "By", "Bytes that wait for connections.");

    public void SessionOpened() => _connections.Add(1);

    public void SessionClosed() => _connections.Add(-1);

    public void SubscriptionsChanged(string model, int by) => _subscriptions.Add(by, Tag(model));

    public void GroupAdded(string model) => _groups.Add(1, Tag(model));

    public void GroupRemoved(string model) => _groups.Add(-1, Tag(model));

    public void Pushed(string model) => _pushes.Add(1, Tag(model));

    public void SourceRead(string model) => _sourceReads.Add(1, Tag(model));

    public void LiveQueryAdded(string model) => _liveQueries.Add(1, Tag(model));

    public void LiveQueryRemoved(string model) => _liveQueries.Add(-1, Tag(model));

    public void ScannedQueriesChanged(string model, int by) => _scannedQueries.Add(by, Tag(model));

    public void Requeried(string model, int pages) => _requeries.Add(pages, Tag(model));

    public void LimitReached(string limit) => _limits.Add(1, new KeyValuePair<string, object?>("synchub.limit", limit));

    public void BusLost() => _busLost.Add(1);

    public void BusUnreadable() => _busUnreadable.Add(1);

    public void OutboxOverflowed() => _overflows.Add(1);

    private static KeyValuePair<string, object?> Tag(string model) => new("synchub.model", model);
}
