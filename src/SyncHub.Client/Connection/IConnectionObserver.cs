using SyncHub.Json;

namespace SyncHub.Client.Connection;

/// <summary>Who hears of the connection's life; called on the loop, so it must only pass on.</summary>
internal interface IConnectionObserver
{
    void OnPhase(SyncConnectionState phase);

    void OnConnected();

    void OnDisconnected(SyncError reason);

    void OnReconnectAttempt(int attempt, TimeSpan delay, SyncError reason);

    void OnGivenUp(SyncError reason);

    void OnSignInFailed(SyncError reason);

    void OnMessage(RawJson payload);
}
