using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SyncHub.LoadTest.Server;

/// <summary>The few instruments that scenarios ask for. Others are not listened to: listening costs the server time.</summary>
internal sealed class MetricReadings : IDisposable
{
    public const string SourceReads = "synchub.source.reads";
    public const string LiveQueries = "synchub.live_queries";
    public const string OutboxBytes = "synchub.outbox.bytes";
    public const string Overflows = "synchub.outbox.overflows";

    /// <summary>SignalR's own, so that it tells of both hubs.</summary>
    public const string Connections = "signalr.server.active_connections";

    /// <summary>The part of <see cref="SourceReads"/> that is one model's.</summary>
    public static string SourceReadsOf(string model) => $"{SourceReads} of {model}";

    private readonly ConcurrentDictionary<string, long> _counted = new();
    private readonly ConcurrentDictionary<string, long> _observed = new();
    private readonly MeterListener _listener;

    public MetricReadings()
    {
        _listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name is SourceReads or LiveQueries or OutboxBytes or Overflows or Connections)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Count(instrument, value, tags));
        _listener.Start();
    }

    public Dictionary<string, long> Read()
    {
        _observed.Clear();
        _listener.RecordObservableInstruments();
        return new Dictionary<string, long>(_counted.Concat(_observed));
    }

    public void Dispose() => _listener.Dispose();

    // An observable instrument tells its whole value, in a measurement for each tag; the others tell differences.
    private void Count(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        (instrument.IsObservable ? _observed : _counted).AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
        if (instrument.Name == SourceReads && tags is [{ Value: string model }, ..])
        {
            _counted.AddOrUpdate(SourceReadsOf(model), value, (_, sum) => sum + value);
        }
    }
}
