using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Server.Diagnostics;

namespace SyncHub.Server.Tests;

/// <summary>The values of one server's gauges.</summary>
internal sealed class Gauges : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _values = [];
    private readonly MeterListener _listener;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Gauges(IServiceProvider services)
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == ServerMetrics.MeterName && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        _listener.Start();
    }

    public long this[string name]
    {
        get
        {
            lock (_gate)
            {
                return _values.GetValueOrDefault(name);
            }
        }
    }

    public async Task WhenAsync(string name, long value)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_values.GetValueOrDefault(name) == value)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(Patience);
        }
    }

    public Task WhenZeroAsync() => WhenZeroAsync("synchub.connections", "synchub.subscriptions", "synchub.groups");

    public async Task WhenZeroAsync(params string[] names)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (Array.TrueForAll(names, name => _values.GetValueOrDefault(name) == 0))
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(Patience);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(string name, long value)
    {
        lock (_gate)
        {
            _values[name] = _values.GetValueOrDefault(name) + value;
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
