namespace SyncHub.Client.Blazor;

/// <summary>What the <c>Error</c> fragment of <see cref="Live{TEntity}"/> and <see cref="LiveList{TEntity}"/> is given.</summary>
/// <typeparam name="TData">What was followed.</typeparam>
/// <param name="Reason">Why there is no live data.</param>
/// <param name="Data">The last known data; null where there is none.</param>
/// <param name="RetryAsync">Asks again; completes when the state has left Error. Fits <c>@onclick</c>.</param>
public sealed record LiveError<TData>(SyncError Reason, TData? Data, Func<Task> RetryAsync)
    where TData : class;
