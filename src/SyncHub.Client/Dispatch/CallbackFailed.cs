namespace SyncHub.Client;

/// <summary>An event handler of the application threw; the client goes on.</summary>
/// <param name="Callback">The event whose handler it was.</param>
/// <param name="Exception">What it threw.</param>
public sealed record CallbackFailed(string Callback, Exception Exception);
