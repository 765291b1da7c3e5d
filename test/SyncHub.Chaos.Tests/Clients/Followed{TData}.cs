namespace SyncHub.Chaos.Tests.Clients;

/// <summary>A handle with data of a type.</summary>
internal abstract class Followed<TData>(Follower follower, string name) : Followed(follower, name)
{
    public override async Task<string?> ConvergeAsync(CancellationToken limit)
    {
        var difference = "said nothing";
        try
        {
            await foreach (var state in StatesAsync(limit))
            {
                difference = state is SyncState<TData>.Synced synced ? await DifferenceAsync(synced.Data) : $"is {state}";
                if (difference is null)
                {
                    return null;
                }
            }

            return $"{Name} has ended";
        }
        catch (OperationCanceledException)
        {
            return $"{Name} {difference}";
        }
    }

    protected abstract IAsyncEnumerable<SyncState<TData>> StatesAsync(CancellationToken cancellation);

    /// <summary>How the data differ from the database; null where they are equal.</summary>
    protected abstract Task<string?> DifferenceAsync(TData data);

    /// <summary>What the data may never be; null where there is nothing.</summary>
    protected abstract string? ComplaintOf(TData data);

    protected void Look(SyncState<TData> state) => Complain(state switch
    {
        SyncState<TData>.Synced synced => ComplaintOf(synced.Data),
        SyncState<TData>.Cached cached => ComplaintOf(cached.Data),
        SyncState<TData>.Error error => $"is in error: {error.Reason.Message}",
        _ => null,
    });
}
