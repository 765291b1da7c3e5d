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

    public ServerMetrics(IMeterFactory meters)
    {
        var meter = _meter = meters.Create(MeterName);
        _connections = meter.CreateUpDownCounter<long>("synchub.connections", "{connection}", "Open connections.");
        _subscriptions = meter.CreateUpDownCounter<long>("synchub.subscriptions", "{subscription}", "Active subscriptions.");
        _groups = meter.CreateUpDownCounter<long>("synchub.groups", "{group}", "Entities that somebody follows.");
        _pushes = meter.CreateCounter<long>("synchub.pushes", "{push}", "Pushes made, one per group and change.");
        _sourceReads = meter.CreateCounter<long>("synchub.source.reads", "{read}", "Reads of a data source for an answer.");
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

    public void OutboxOverflowed() => _overflows.Add(1);

    private static KeyValuePair<string, object?> Tag(string model) => new("synchub.model", model);
}
