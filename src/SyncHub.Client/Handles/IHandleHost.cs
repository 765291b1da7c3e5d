using SyncHub.Client.Dispatch;

namespace SyncHub.Client.Handles;

/// <summary>What a handle needs of its client.</summary>
internal interface IHandleHost
{
    CallbackDispatcher Dispatcher { get; }

    void Release(ILiveHandle handle);

    Task RetryAsync(ILiveHandle handle);
}
