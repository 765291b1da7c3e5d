using SyncHub.Client.Dispatch;

namespace SyncHub.Client.Handles;

/// <summary>What a handle needs of its client.</summary>
internal interface IHandleHost
{
    CallbackDispatcher Dispatcher { get; }

    void Release(ILiveHandle handle);

    Task RetryAsync(ILiveHandle handle);

    /// <summary>Hands the waiter to the handle, on the loop and with the number of requests made so far.</summary>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    void Await(ILiveHandle handle, PositionWaiter waiter);

    /// <summary>Has a live subscription ask once more.</summary>
    void AskAgain(ILiveHandle handle);
}
