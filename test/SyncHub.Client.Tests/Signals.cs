namespace SyncHub.Client.Tests;

/// <summary>A test waits for what has been announced, and fails loudly where it never comes.</summary>
internal static class Signals
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task Within(this Task task) => task.WaitAsync(Limit, TimeProvider.System);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Limit, TimeProvider.System);

    /// <summary>Waits for the first state that fits, the present one included.</summary>
    public static Task<SyncState<T?>> WhenAsync<T>(this LiveEntity<T> entity, Func<SyncState<T?>, bool> fits)
        where T : class => FindAsync(entity.States(), fits).Within();

    /// <inheritdoc cref="WhenAsync{T}(LiveEntity{T}, Func{SyncState{T}, bool})"/>
    public static Task<SyncState<CollectionData<T>>> WhenAsync<T>(this LiveCollection<T> collection, Func<SyncState<CollectionData<T>>, bool> fits)
        where T : class => FindAsync(collection.States(), fits).Within();

    /// <inheritdoc cref="WhenAsync{T}(LiveEntity{T}, Func{SyncState{T}, bool})"/>
    public static Task<SyncState<IReadOnlyList<SyncRow>>> WhenAsync(this LiveRows rows, Func<SyncState<IReadOnlyList<SyncRow>>, bool> fits) =>
        FindAsync(rows.States(), fits).Within();

    private static async Task<SyncState<TData>> FindAsync<TData>(IAsyncEnumerable<SyncState<TData>> states, Func<SyncState<TData>, bool> fits)
    {
        await foreach (var state in states)
        {
            if (fits(state))
            {
                return state;
            }
        }

        throw new InvalidOperationException("The handle ended before it came into the state waited for.");
    }
}
