namespace SyncHub.Server;

/// <summary>
/// Says that something changed which SyncHub did not see: what a resolver's rows are made of, or rows of a model whose source is a database, written
/// by raw SQL or another program. Notify after the change is stored, so that it is found. A service of the application's container.
/// </summary>
public interface ISyncNotifier
{
    /// <summary>
    /// The rows of one key of a resolver may have changed: its handler is called again for whoever follows, on every node; several notifications of
    /// one key while it is at work lead to one more call.
    /// </summary>
    /// <param name="resolver">The resolver's name.</param>
    /// <param name="key">The key, as clients subscribe to it.</param>
    /// <param name="cancellationToken">Ends the waiting for the log.</param>
    /// <returns>Completes when the log has it: who subscribes on this node from then on is answered by a call that began later.</returns>
    /// <exception cref="ArgumentException">There is no such resolver, or the key is empty.</exception>
    Task NotifyChangedAsync(string resolver, string key, CancellationToken cancellationToken = default);

    /// <summary>The rows of all keys of a resolver may have changed: those that somebody follows are asked for again.</summary>
    /// <param name="resolver">The resolver's name.</param>
    /// <param name="cancellationToken">Ends the waiting for the log.</param>
    /// <returns>Completes when the log has it.</returns>
    /// <exception cref="ArgumentException">There is no such resolver.</exception>
    Task NotifyAllChangedAsync(string resolver, CancellationToken cancellationToken = default);

    /// <summary>A row of a model may have changed, come or gone: it is read again, and what it is now reaches every subscriber.</summary>
    /// <typeparam name="T">The model's type.</typeparam>
    /// <param name="key">The row's key, of the model's type of keys.</param>
    /// <param name="cancellationToken">Ends the waiting for the log; the row is published all the same.</param>
    /// <returns>Completes when the log has it.</returns>
    /// <exception cref="ArgumentException">
    /// There is no such model, the key is none of its, or its rows are in memory: a data set sees every write itself.
    /// </exception>
    Task NotifyChangedAsync<T>(object key, CancellationToken cancellationToken = default)
        where T : class;

    /// <summary>
    /// Any row of a model may have changed: all that anybody follows of it is read again, and everybody is refreshed. This costs as much as if all
    /// had subscribed anew; name the rows where they are known.
    /// </summary>
    /// <typeparam name="T">The model's type.</typeparam>
    /// <param name="cancellationToken">Ends the waiting for the log; the refresh happens all the same.</param>
    /// <returns>Completes when the log has it.</returns>
    /// <exception cref="ArgumentException">There is no such model, or its rows are in memory.</exception>
    Task NotifyAllChangedAsync<T>(CancellationToken cancellationToken = default)
        where T : class;
}
