using System.Diagnostics;

namespace SyncHub.LoadTest.Clients;

/// <summary>
/// What one connection has seen. Its read loop is the only writer; the commands read it after the signal that all has come,
/// or after a time-out, where a figure may be a record behind.
/// </summary>
internal sealed class Tally
{
    private long[] _latencies = [];
    private PushGate? _gate;
    private long _lastSeq;

    public int Pushes { get; private set; }

    public long PushBytes { get; private set; }

    public long OutOfOrder { get; private set; }

    public long LastReceived { get; private set; }

    /// <summary>The highest timestamp in any record, answers included.</summary>
    public long LastSentAt { get; private set; }

    /// <summary>Stopwatch ticks from stamp to arrival, one for each push.</summary>
    public ReadOnlySpan<long> Latencies => _latencies.AsSpan(0, Math.Min(Pushes, _latencies.Length));

    /// <summary>How many of the pushes expected have not come.</summary>
    public int Missing => Math.Max(0, _latencies.Length - Pushes);

    /// <summary>Starts anew. Only while nothing is under way.</summary>
    public void Expect(int pushes, PushGate gate)
    {
        _latencies = _latencies.Length == pushes ? _latencies : new long[pushes];
        _gate = gate;
        Pushes = 0;
        PushBytes = 0;
        OutOfOrder = 0;
        LastReceived = 0;
    }

    public void CountPush(ReadOnlySpan<byte> record)
    {
        var now = Stopwatch.GetTimestamp();
        var sentAt = RecordScan.SentAt(record);
        var seq = RecordScan.Seq(record);
        OutOfOrder += seq > _lastSeq ? 0 : 1;
        _lastSeq = seq;
        LastReceived = now;
        LastSentAt = Math.Max(LastSentAt, sentAt);
        PushBytes += record.Length + 1;
        if (Pushes < _latencies.Length)
        {
            _latencies[Pushes] = now - sentAt;
        }

        Pushes++;
        if (Pushes == _latencies.Length)
        {
            _gate?.Arrive();
        }
    }

    /// <summary>An answer sets the position: after it, pushes are above its seq.</summary>
    public void CountAnswer(ReadOnlySpan<byte> record, long seq)
    {
        _lastSeq = Math.Max(_lastSeq, seq);
        LastSentAt = Math.Max(LastSentAt, RecordScan.SentAt(record));
    }
}
