namespace SyncHub.Server.Log.Remote;

/// <summary>One model's part of a commit, as it is sent.</summary>
/// <param name="Model">The model.</param>
/// <param name="Changes">How many changes it has.</param>
/// <param name="RowBytes">How many bytes of row bodies, as the model's retention counts them.</param>
/// <param name="Payload">The changes.</param>
internal sealed record PendingPart(string Model, int Changes, long RowBytes, byte[] Payload)
{
    public static PendingPart Of(ModelCommit commit) => new(
        commit.Model,
        commit.Changes.Count,
        commit.Changes.Sum(change => (long)change.Before.Utf8.Length + change.After.Utf8.Length),
        ModelCommitCodec.Encode(commit));
}

/// <summary>A commit on its way to the log, or back from there.</summary>
internal sealed class PendingCommit
{
    private readonly TaskCompletionSource<IReadOnlyDictionary<string, LogHead>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PendingCommit(IReadOnlyList<PendingPart> parts)
    {
        Parts = parts;
        Models = [.. parts.Select(part => part.Model)];
        Bytes = parts.Sum(part => (long)part.Payload.Length);
    }

    /// <summary>What is sent; let go as soon as it need not be sent again.</summary>
    public IReadOnlyList<PendingPart> Parts { get; private set; }

    public IReadOnlyList<string> Models { get; }

    public long Bytes { get; }

    /// <summary>The number of this commit among those of the node in the epoch; the appender's loop gives it.</summary>
    public long Number { get; set; }

    /// <summary>Completes when this node's mirror has the commit.</summary>
    public Task<IReadOnlyDictionary<string, LogHead>> Done => _done.Task;

    public void LetGo() => Parts = [];

    public void Complete(IReadOnlyDictionary<string, LogHead> heads) => _done.TrySetResult(heads);

    public void Fail(Exception exception) => _done.TrySetException(exception);
}
