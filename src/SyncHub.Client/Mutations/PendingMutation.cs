using System.Collections.Immutable;

namespace SyncHub.Client.Mutations;

/// <summary>
/// What is known of a mutation that has not left yet: its writes, and how far the server has got with it. Decides for one subscription at a
/// time whether the server's data contains the mutation; knows nothing of how it is shown.
/// </summary>
internal sealed record PendingMutation(string Id, ImmutableArray<RowWrite> Writes)
{
    /// <summary>Whether the application's own call has been answered: the server has taken the mutation.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>Whether the answer said which positions contain the mutation; a model that it does not name was not changed.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The positions that contain the mutation, by model: of the answer, and of pushes that name it.</summary>
    public ImmutableDictionary<string, SyncVersion> Versions { get; init; } = ImmutableDictionary<string, SyncVersion>.Empty;

    /// <summary>When it was answered, by the table's count of events.</summary>
    public long AnsweredAt { get; init; } = long.MaxValue;

    /// <summary>Positions of another epoch have been waited for long enough.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>Whether the server is known to have taken the mutation in each model that it writes to.</summary>
    public bool IsTaken => IsAnswered || IsPlaced;

    /// <summary>Whether it is known which data contains the mutation.</summary>
    public bool IsPlaced => IsComplete || Writes.All(write => Versions.ContainsKey(write.Model));

    /// <summary>A push or an answer that names the mutation stands at this position.</summary>
    public PendingMutation Learn(string model, SyncVersion version) => Versions.TryGetValue(model, out var known) && known.Epoch == version.Epoch && known.Seq >= version.Seq
        ? this
        : this with { Versions = Versions.SetItem(model, version) };

    /// <summary>The server has answered the application's call.</summary>
    /// <param name="versions">The positions that contain the mutation, by model; null where the answer does not say.</param>
    /// <param name="at">When, by the table's count of events.</param>
    public PendingMutation Answer(IReadOnlyDictionary<string, SyncVersion>? versions, long at)
    {
        var answered = this with { IsAnswered = true, IsComplete = versions is not null, AnsweredAt = at };
        foreach (var (model, version) in versions ?? ImmutableDictionary<string, SyncVersion>.Empty)
        {
            // What a push has told is told in the epoch of the subscriptions, which the caller's may not be.
            answered = Versions.TryGetValue(model, out var told) && told.Epoch != version.Epoch ? answered : answered.Learn(model, version);
        }

        return answered;
    }

    /// <summary>Whether a subscription's data contains the mutation.</summary>
    /// <param name="model">The subscription's model.</param>
    /// <param name="version">Where its data stands.</param>
    /// <param name="epochSince">Since when it stands in that epoch, by the table's count of events.</param>
    public bool IsContainedIn(string model, SyncVersion version, long epochSince)
    {
        if (!Versions.TryGetValue(model, out var written))
        {
            return IsComplete;
        }

        if (written.Epoch == version.Epoch)
        {
            return version.Seq >= written.Seq;
        }

        // Positions of two epochs cannot be compared. Data of an epoch that began after the answer was read after the write; where the epoch
        // was another one all along, the call was made as somebody who sees other rows than the subscription, and no position will tell.
        return epochSince > AnsweredAt || IsOverdue;
    }
}
