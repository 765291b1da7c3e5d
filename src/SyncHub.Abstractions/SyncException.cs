namespace SyncHub;

/// <summary>A SyncHub operation failed for the reason in <see cref="Error"/>.</summary>
public sealed class SyncException : Exception
{
    /// <summary>Creates the exception for an error.</summary>
    public SyncException(SyncError error, Exception? innerException = null)
        : base((error ?? throw new ArgumentNullException(nameof(error))).Message, innerException) => Error = error;

    /// <summary>The error, with its code.</summary>
    public SyncError Error { get; }
}
