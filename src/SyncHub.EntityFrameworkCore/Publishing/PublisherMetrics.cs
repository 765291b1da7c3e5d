using System.Diagnostics.Metrics;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>The meter "SyncHub.EntityFrameworkCore". A model's name is a tag; a key never is.</summary>
internal sealed class PublisherMetrics
{
    public const string MeterName = "SyncHub.EntityFrameworkCore";

    private readonly Meter _meter;
    private readonly Counter<long> _publications;
    private readonly Counter<long> _settlings;
    private readonly Counter<long> _losses;

    public PublisherMetrics(IMeterFactory meters)
    {
        var meter = _meter = meters.Create(MeterName);
        _publications = meter.CreateCounter<long>("synchub.efcore.publications", "{commit}", "Commits told to the change log.");
        _settlings = meter.CreateCounter<long>("synchub.efcore.settling_reads", "{row}", "Rows read and told once more, because another process told of them at the same time.");
        _losses = meter.CreateCounter<long>("synchub.efcore.lost", "{commit}", "Commits that found no room in the queue; the subscriptions of their models are refreshed.");
    }

    public void ObserveQueue(Func<int> length) =>
        _meter.CreateObservableUpDownCounter("synchub.efcore.queue", length, "{commit}", "Commits that wait to be told to the change log.");

    public void Published() => _publications.Add(1);

    public void Settled(string model, int rows) => _settlings.Add(rows, new KeyValuePair<string, object?>("synchub.model", model));

    public void Lost() => _losses.Add(1);
}
