using Microsoft.EntityFrameworkCore.Query;
using SyncHub.EntityFrameworkCore.Bulk;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Statements that change many rows at once, of which subscribers are told.</summary>
public static class SyncHubQueryableExtensions
{
    /// <summary>
    /// <c>ExecuteUpdateAsync</c>, of which subscribers are told once it is committed: with the current transaction, or at once. Reads the keys of the rows and
    /// what they were first, in the same transaction, so that it costs about as much as saving so many rows would; rows that come to match meanwhile are left
    /// as they are. Where the entities are rows of no model, it is <c>ExecuteUpdateAsync</c> alone.
    /// </summary>
    /// <remarks>
    /// Not told is what the database itself changes along with it (by triggers or cascades); nor, where entities that are parts of rows are given other foreign
    /// keys, the rows that they come to: notify of those with <c>ISyncNotifier</c>. Tracked entities stay as they are.
    /// </remarks>
    /// <typeparam name="TSource">The entity type.</typeparam>
    /// <param name="source">The entities to change.</param>
    /// <param name="context">The context that the query was made with.</param>
    /// <param name="setPropertyCalls">The changes, as for <c>ExecuteUpdateAsync</c>. Keys are not to be changed.</param>
    /// <param name="cancellationToken">Cancels it, until it is committed.</param>
    /// <returns>How many rows were changed. Does not wait until subscribers have been told.</returns>
    /// <exception cref="ArgumentException">The query is of another context, or its results are no entities.</exception>
    public static Task<int> ExecuteUpdateAndSyncAsync<TSource>(
        this IQueryable<TSource> source, DbContext context, Action<UpdateSettersBuilder<TSource>> setPropertyCalls, CancellationToken cancellationToken = default)
        where TSource : class
    {
        ArgumentNullException.ThrowIfNull(setPropertyCalls);
        return BulkStatement.RunAsync(context, source, (entities, ending) => entities.ExecuteUpdateAsync(setPropertyCalls, ending), cancellationToken);
    }

    /// <summary><c>ExecuteDeleteAsync</c>, of which subscribers are told, in the same way.</summary>
    /// <remarks>Not told is what the database itself deletes or changes along with it (by triggers or cascades): notify of that with <c>ISyncNotifier</c>.</remarks>
    /// <typeparam name="TSource">The entity type.</typeparam>
    /// <param name="source">The entities to delete.</param>
    /// <param name="context">The context that the query was made with.</param>
    /// <param name="cancellationToken">Cancels it, until it is committed.</param>
    /// <returns>How many rows were deleted. Does not wait until subscribers have been told.</returns>
    /// <exception cref="ArgumentException">The query is of another context, or its results are no entities.</exception>
    public static Task<int> ExecuteDeleteAndSyncAsync<TSource>(this IQueryable<TSource> source, DbContext context, CancellationToken cancellationToken = default)
        where TSource : class =>
        BulkStatement.RunAsync(context, source, (entities, ending) => entities.ExecuteDeleteAsync(ending), cancellationToken);
}
