using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace SyncHub.Client.Blazor.Tests;

/// <summary>The server's subscriptions, as its meter tells of them: +1 for each that began, -1 for each that ended, in order.</summary>
internal sealed class SubscriptionCount : IDisposable
{
    private readonly MeterListener _listener = new();

    public SubscriptionCount(IServiceProvider server)
    {
        var meters = server.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "synchub.subscriptions" && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, by, _, _) => Steps.Change(steps => steps.Add(by)));
        _listener.Start();
    }

    public Watched<ImmutableList<long>> Steps { get; } = new([]);

    public int Begun => Steps.Value.Count(step => step > 0);

    /// <summary>Waits until there are so many.</summary>
    public Task WhenActiveAsync(int count) => Steps.WhenAsync(steps => steps.Sum() == count);

    public void Dispose() => _listener.Dispose();
}
