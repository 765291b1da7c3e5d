namespace SyncHub.Client.Tests;

/// <summary>A test waits for what has been announced, and fails loudly where it never comes.</summary>
internal static class Signals
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task Within(this Task task) => task.WaitAsync(Limit, TimeProvider.System);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Limit, TimeProvider.System);

    /// <summary>Waits for the first state that fits, the present one included.</summary>
    public static Task<SyncState<T?>> WhenAsync<T>(this LiveEntity<T> entity, Func<SyncState<T?>, bool> fits)
        where T : class
    {
        return FindAsync().Within();

        async Task<SyncState<T?>> FindAsync()
        {
            await foreach (var state in entity.States())
            {
                if (fits(state))
                {
                    return state;
                }
            }

            throw new InvalidOperationException("The handle ended before it came into the state waited for.");
        }
    }
}
