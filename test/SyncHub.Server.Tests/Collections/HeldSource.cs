using System.Threading.Channels;
using SyncHub.Server.Data;

namespace SyncHub.Server.Tests.Collections;

/// <summary>A source whose every read waits until the test says what it found.</summary>
internal sealed class HeldSource<T>(QueryEvaluation evaluation) : ICollectionSource<T>
    where T : class
{
    private readonly Channel<HeldRead<T>> _reads = Channel.CreateUnbounded<HeldRead<T>>();

    public QueryEvaluation Evaluation => evaluation;

    /// <summary>The reads that nobody has looked at yet.</summary>
    public ChannelReader<HeldRead<T>> Reads => _reads.Reader;

    public ValueTask<SourceRow> ReadAsync(SyncKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async ValueTask<RowsRead<T>> ReadAsync(RowRange<T> range, CancellationToken cancellationToken)
    {
        var read = new HeldRead<T>(range);
        _reads.Writer.TryWrite(read);
        return await read.Found.WaitAsync(cancellationToken);
    }
}

/// <summary>A read that is under way.</summary>
internal sealed class HeldRead<T>(RowRange<T> range)
    where T : class
{
    private readonly TaskCompletionSource<RowsRead<T>> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RowRange<T> Range => range;

    public Task<RowsRead<T>> Found => _found.Task;

    public void End(RowsRead<T> found) => _found.SetResult(found);
}
