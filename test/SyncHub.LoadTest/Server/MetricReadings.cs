using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SyncHub.LoadTest.Server;

/// <summary>The few instruments of SyncHub that scenarios ask for. Others are not listened to: listening costs the server time.</summary>
internal sealed class MetricReadings : IDisposable
{
    public const string SourceReads = "synchub.source.reads";
    public const string OutboxBytes = "synchub.outbox.bytes";

    private const string MeterName = "SyncHub.Server";

    private readonly ConcurrentDictionary<string, long> _values = new();
    private readonly MeterListener _listener;

    public MetricReadings()
    {
        _listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == MeterName && instrument.Name is SourceReads or OutboxBytes)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Count(instrument, value));
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Count(instrument, value));
        _listener.Start();
    }

    public Dictionary<string, long> Read()
    {
        // An observable instrument tells its value, one measurement per tag; the others tell differences.
        _values.TryRemove(OutboxBytes, out var counted);
        _listener.RecordObservableInstruments();
        _values.TryAdd(OutboxBytes, counted);
        return new Dictionary<string, long>(_values);
    }

    public void Dispose() => _listener.Dispose();

    private void Count(Instrument instrument, long value) =>
        _values.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
}
