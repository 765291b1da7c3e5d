namespace SyncHub;

/// <summary>Why a subscription, a request or a connection failed.</summary>
/// <param name="Code">One of <see cref="SyncErrorCodes"/>, or a code of a newer server.</param>
/// <param name="Message">One sentence that names the thing, the bad value and the way out.</param>
/// <param name="Retryable">Whether asking again later can succeed.</param>
/// <param name="RetryAfter">How long to wait before asking again; null when the server named no time.</param>
public sealed record SyncError(string Code, string Message, bool Retryable = false, TimeSpan? RetryAfter = null);
