namespace SyncHub.Server.Log.Remote;

/// <summary>Answers reads from a mirror; before that has been filled for the first time, they wait.</summary>
internal sealed class MirrorReader(ChangeLogMirror mirror, Task filled)
{
    public Task WhenFilledAsync(CancellationToken cancellationToken) => filled.WaitAsync(cancellationToken);

    public ValueTask<LogSlice> ReadAsync(string model, long afterSeq, int maxEntries, CancellationToken cancellationToken) =>
        WhenFilled(model, () => mirror.Read(model, afterSeq, maxEntries), cancellationToken);

    public ValueTask<LogHead> GetHeadAsync(string model, CancellationToken cancellationToken) =>
        WhenFilled(model, () => mirror.GetHead(model), cancellationToken);

    private ValueTask<T> WhenFilled<T>(string model, Func<T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // A model that is not known is refused at once.
        mirror.GetHead(model);
        return filled.IsCompletedSuccessfully ? new ValueTask<T>(read()) : ReadLaterAsync();

        async ValueTask<T> ReadLaterAsync()
        {
            await filled.WaitAsync(cancellationToken).ConfigureAwait(false);
            return read();
        }
    }
}
