using System.Collections.Concurrent;

namespace SyncHub.Chaos.Tests.Clients;

/// <summary>A handle that a client holds, together with what it should show.</summary>
internal abstract class Followed(string name)
{
    private readonly ConcurrentQueue<string> _complaints = new();

    public string Name => name;

    /// <summary>What it showed along the way that may never be shown.</summary>
    public IEnumerable<string> Complaints => _complaints;

    /// <summary>Waits until it is live and equal to the database.</summary>
    /// <returns>Null, or how it differed when the limit was over.</returns>
    public abstract Task<string?> ConvergeAsync(CancellationToken limit);

    protected void Complain(string? complaint)
    {
        if (complaint is not null)
        {
            _complaints.Enqueue($"{Name}: {complaint}");
        }
    }
}

/// <summary>A handle with data of a type.</summary>
internal abstract class Followed<TData>(string name) : Followed(name)
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
