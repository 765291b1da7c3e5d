using System.Collections.Immutable;
using SyncHub.Client.Loop;
using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Mutations;

/// <summary>A mutation under way. The loop's alone.</summary>
internal sealed class MutationEntry(SyncMutation mutation)
{
    private PendingMutation _state = new(mutation.Id, mutation.Writes);

    public SyncMutation Mutation => mutation;

    /// <summary>What is known of it; the application hears when that is enough.</summary>
    public PendingMutation State
    {
        get => _state;
        set
        {
            _state = value;
            if (value.IsTaken && mutation.Status == MutationStatus.Pending)
            {
                mutation.Become(MutationStatus.Accepted);
            }
        }
    }

    public ImmutableArray<string> Models { get; } = ModelsOf(mutation);

    /// <summary>Ends the wait for an answer, or for positions that cannot be compared.</summary>
    public LoopTimer? Timer { get; set; }

    /// <summary>The subscriptions that show it and whose own content does not contain it; kept once the server has taken it.</summary>
    public HashSet<Subscription> AwaitedBy { get; } = [];

    public static ImmutableArray<string> ModelsOf(SyncMutation mutation) => [.. mutation.Writes.Select(write => write.Model).Distinct()];

    public bool IsOnRowOf(MutationEntry other) =>
        mutation.Writes.Any(write => other.Mutation.Writes.Any(mine => (mine.Model, mine.Key) == (write.Model, write.Key)));

    public IEnumerable<RowWrite> WritesTo(string model) => mutation.Writes.Where(write => write.Model == model);
}
