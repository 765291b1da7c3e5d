namespace SyncHub.Client;

/// <summary>A sign-in on the running connection came to nothing; the connection goes on as whose it was before, nobody's say.</summary>
/// <param name="Reason">
/// Why. <see cref="SyncErrorCodes.Unauthenticated"/>: the server refused the secret, and is not asked again before the next connect or
/// <see cref="SyncClient.SignInAsync"/>. <see cref="SyncClientErrorCodes.SignInFailed"/>: the server was not or could not be asked; where
/// <see cref="SyncError.Retryable"/> is set, the client tries again by itself.
/// </param>
public sealed record SignInFailed(SyncError Reason);
