using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Client.Dispatch;
using SyncHub.Client.Handles;

namespace SyncHub.Benchmarks;

/// <summary>What a handle needs of its client, without a client.</summary>
internal sealed class SilentHost : IHandleHost
{
    public CallbackDispatcher Dispatcher { get; } = new(null, NullLogger.Instance, _ => { });

    public void Release(ILiveHandle handle)
    {
    }

    public Task RetryAsync(ILiveHandle handle) => Task.CompletedTask;

    public void Await(ILiveHandle handle, PositionWaiter waiter)
    {
    }

    public void AskAgain(ILiveHandle handle)
    {
    }
}
