using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SyncHub.Client.Tests.Telemetry;

/// <summary>A meter of one test's own, and everything that is measured with it.</summary>
internal sealed class TestMeters : IMeterFactory
{
    private readonly ConcurrentDictionary<string, Meter> _meters = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> _measured = new();
    private readonly MeterListener _listener = new();
    private int _instruments;

    public TestMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_meters.Values.Contains(instrument.Meter))
            {
                Interlocked.Increment(ref _instruments);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public int Instruments => Volatile.Read(ref _instruments);

    public Meter Create(MeterOptions options) => _meters.GetOrAdd(options.Name, _ => new Meter(options));

    /// <summary>The sums by tags, those that are zero left out.</summary>
    public Dictionary<string, double> Sums(string instrument) => _measured
        .Where(measured => measured.Instrument == instrument)
        .GroupBy(measured => measured.Tags, measured => measured.Value)
        .Select(group => (group.Key, Sum: group.Sum()))
        .Where(group => group.Sum != 0)
        .ToDictionary(group => group.Key, group => group.Sum);

    public IReadOnlyList<(double Value, string Tags)> All(string instrument) =>
        [.. _measured.Where(measured => measured.Instrument == instrument).Select(measured => (measured.Value, measured.Tags))];

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var meter in _meters.Values)
        {
            meter.Dispose();
        }
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _measured.Enqueue(
        (instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Value}"))));
}
