namespace SyncHub.LoadTest.Clients;

/// <summary>Counts the answers to one connection's subscriptions. Written by its read loop only, apart from <see cref="Expect"/>.</summary>
internal sealed class Answers
{
    private TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _expected;

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public int Snapshots { get; private set; }

    public int Deltas { get; private set; }

    /// <summary>How many records told of a failure, since the connection was opened.</summary>
    public int Failures { get; private set; }

    public Task All => _all.Task;

    /// <summary>Starts anew; before the request is sent.</summary>
    public void Expect(int answers)
    {
        _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _expected = answers;
        (Count, Bytes, Snapshots, Deltas) = (0, 0, 0, 0);
    }

    public void CountSubscribed(ReadOnlySpan<byte> record)
    {
        Deltas += RecordScan.IsDelta(record) ? 1 : 0;
        Snapshots += RecordScan.IsDelta(record) ? 0 : 1;
        CountOne(record, 1);
    }

    /// <summary>The bare hub answers all joins of a connection with one completion.</summary>
    public void CountCompletion(ReadOnlySpan<byte> record) => CountOne(record, _expected);

    public void CountFailure(ReadOnlySpan<byte> record)
    {
        Failures++;
        if (!_all.Task.IsCompleted)
        {
            Fail(System.Text.Encoding.UTF8.GetString(record));
        }
    }

    public void Fail(string reason) => _all.TrySetException(new InvalidOperationException(reason));

    private void CountOne(ReadOnlySpan<byte> record, int answers)
    {
        Bytes += record.Length + 1;
        Count += answers;
        if (Count == _expected)
        {
            _all.TrySetResult();
        }
    }
}
