namespace SyncHub.Client;

/// <summary>A connection ended.</summary>
/// <param name="Reason">Why.</param>
public sealed record Disconnected(SyncError Reason);

/// <summary>A further attempt to connect is going to be made.</summary>
/// <param name="Attempt">Its number since the last working connection, from 1 on.</param>
/// <param name="Delay">How long the client waits before it.</param>
/// <param name="Reason">Why the connection is down.</param>
public sealed record ReconnectAttempt(int Attempt, TimeSpan Delay, SyncError Reason);

/// <summary>The client no longer tries to connect; <see cref="SyncClient.ConnectAsync"/> or <see cref="SyncClient.RetryAsync"/> start again.</summary>
/// <param name="Reason">Why.</param>
public sealed record ReconnectFailed(SyncError Reason);
