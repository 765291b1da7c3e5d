using System.Diagnostics.Metrics;
using SyncHub.EntityFrameworkCore.Publishing;

namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>The outbox's part of the meter "SyncHub.EntityFrameworkCore"; the context's name is a tag.</summary>
internal sealed class OutboxMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _relayed;

    public OutboxMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(PublisherMetrics.MeterName);
        _relayed = _meter.CreateCounter<long>("synchub.efcore.outbox.relayed", "{entry}", "Entries of the outbox that the change log has.");
    }

    public void Observe(IOutboxRelay relay, TimeProvider time) => _meter.CreateObservableGauge(
        "synchub.efcore.outbox.lag",
        () => new Measurement<double>(relay.Status.LagAt(time.GetUtcNow()).TotalSeconds, new KeyValuePair<string, object?>("db.context", relay.ContextType.Name)),
        "s",
        "How long the oldest entry of the outbox has waited.");

    public void Relayed(int entries) => _relayed.Add(entries);
}
