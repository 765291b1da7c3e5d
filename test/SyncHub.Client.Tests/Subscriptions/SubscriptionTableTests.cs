using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Client.Connection;
using SyncHub.Client.Dispatch;
using SyncHub.Client.Entities;
using SyncHub.Client.Handles;
using SyncHub.Client.Loop;
using SyncHub.Client.Subscriptions;
using SyncHub.Client.Telemetry;
using SyncHub.Testing;

namespace SyncHub.Client.Tests.Subscriptions;

public sealed class SubscriptionTableTests
{
    /// <summary>A handle that is disposed beside the client can be released after the table has closed.</summary>
    [Fact]
    public async Task Release_AfterClose_LeavesNoTimer()
    {
        var time = new ManualTimeProvider();
        await using var loop = new SerialLoop(NullLogger.Instance);
        var retryDelay = new RetryDelay(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), () => 0);
        var lists = new MutationList(new CallbackDispatcher(null, NullLogger.Instance, _ => { }));
        var table = new SubscriptionTable(new SyncClientOptions { TimeProvider = time }, loop, retryDelay, lists, lists, new SyncClientMetrics(null), NullLogger.Instance);
        var handle = new Handle();
        table.Attach(handle);

        table.Close();
        table.Release(handle);

        Assert.Equal(0, time.ArmedTimers);
    }

    private sealed class Handle : ILiveHandle, ILiveView
    {
        public SubscriptionKey Subscription => new EntityKey("Note", 1);

        public Type EntityType => typeof(Note);

        public TimeSpan SuspendDelay => TimeSpan.FromSeconds(1);

        public ILiveView CreateView() => this;

        public void Attach(ILiveView view)
        {
        }

        public void Detach()
        {
        }

        public void Await(PositionWaiter waiter)
        {
        }

        public void Complete()
        {
        }

        public bool CanRead(SubscriptionContent content) => true;

        public void Publish(SubscriptionState state)
        {
        }
    }
}
