namespace SyncHub.Client;

/// <summary>Whether what is shown of a row is what the server has.</summary>
public enum RowStatus
{
    /// <summary>It is the server's; no local change lies over it.</summary>
    Settled,

    /// <summary>At least one local change lies over it that the server's data does not contain yet.</summary>
    Pending,

    /// <summary>
    /// It is the server's, and the last local change of it came to nothing: see <see cref="SyncMutation.Error"/> of the mutation in
    /// <see cref="SyncClient.FailedMutations"/>. Until the row is changed again, or the mutation is dismissed.
    /// </summary>
    Failed,
}
