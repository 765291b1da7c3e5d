namespace SyncHub.Client.Mutations;

/// <summary>What a mutation needs of its client.</summary>
internal interface IMutationHost
{
    /// <summary>The server has taken it; null where it has not said which data contains it.</summary>
    void Answer(SyncMutation mutation, IReadOnlyDictionary<string, SyncVersion>? versions);

    /// <summary>It comes to nothing, unless the server has answered it.</summary>
    void Revoke(SyncMutation mutation, MutationStatus status, SyncError reason);

    /// <summary>Its failure has been seen.</summary>
    void Dismiss(SyncMutation mutation);
}
