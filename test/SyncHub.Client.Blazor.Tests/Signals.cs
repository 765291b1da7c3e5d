namespace SyncHub.Client.Blazor.Tests;

/// <summary>A test waits for what has been announced, and fails loudly where it never comes.</summary>
internal static class Signals
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task Within(this Task task) => task.WaitAsync(Limit, TimeProvider.System);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Limit, TimeProvider.System);
}
