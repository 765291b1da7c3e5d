namespace SyncHub.Server.Data;

/// <summary>A source whose rows others write too, and which can be told of it.</summary>
internal interface INotifiedSource : IEntitySource
{
    /// <summary>Reads a row again and appends what it is now; completes when the log has it.</summary>
    /// <param name="key">The row's key, of the model's type of keys.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentException">The key is none of the model's.</exception>
    Task NotifyChangedAsync(object key, CancellationToken cancellationToken);

    /// <summary>Has everybody refreshed; completes when the log has that.</summary>
    Task NotifyAllChangedAsync(CancellationToken cancellationToken);
}
