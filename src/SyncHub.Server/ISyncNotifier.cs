namespace SyncHub.Server;

/// <summary>
/// Says that something changed which a resolver's rows are made of. Its handler is called again for whoever follows, on every node; several
/// notifications of one key while it is at work lead to one more call. A service of the application's container. Notify after the change is
/// stored, so that the handler sees it.
/// </summary>
public interface ISyncNotifier
{
    /// <summary>The rows of one key may have changed.</summary>
    /// <param name="resolver">The resolver's name.</param>
    /// <param name="key">The key, as clients subscribe to it.</param>
    /// <param name="cancellationToken">Ends the waiting for the log.</param>
    /// <returns>Completes when the log has it: who subscribes on this node from then on is answered by a call that began later.</returns>
    /// <exception cref="ArgumentException">There is no such resolver, or the key is empty.</exception>
    Task NotifyChangedAsync(string resolver, string key, CancellationToken cancellationToken = default);

    /// <summary>The rows of all keys may have changed: those that somebody follows are asked for again.</summary>
    /// <param name="resolver">The resolver's name.</param>
    /// <param name="cancellationToken">Ends the waiting for the log.</param>
    /// <returns>Completes when the log has it.</returns>
    /// <exception cref="ArgumentException">There is no such resolver.</exception>
    Task NotifyAllChangedAsync(string resolver, CancellationToken cancellationToken = default);
}
