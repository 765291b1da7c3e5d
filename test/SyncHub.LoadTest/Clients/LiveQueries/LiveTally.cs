using System.Diagnostics;
using SyncHub.LoadTest.Contracts.LiveQueries;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Clients.LiveQueries;

/// <summary>What the followers of all connections have seen, under one lock: pushes come by thousands, not by millions.</summary>
internal sealed class LiveTally
{
    private static readonly double TicksPerMillisecond = Stopwatch.Frequency / 1000.0;

    private readonly Lock _gate = new();
    private readonly List<long> _latencies = [];
    private bool[] _seen = [];
    private int _first;
    private long _bytes;
    private long _rows;
    private string? _problem;

    /// <summary>How many rows all queries together hold.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    public void AddRows(int rows) => Interlocked.Add(ref _rows, rows);

    /// <summary>Starts anew; what was wrong stays wrong.</summary>
    public void Expect(int first, int count)
    {
        lock (_gate)
        {
            _first = first;
            _seen = new bool[count];
            _latencies.Clear();
            _bytes = 0;
        }
    }

    public void Count(LiveText text, int bytes, long now)
    {
        lock (_gate)
        {
            var index = text.Number - _first;
            if (index < 0 || index >= _seen.Length || _seen[index])
            {
                _problem ??= $"Write {text.Number} of row {text.Row} came twice, or is none of the {_seen.Length} from {_first} on.";
                return;
            }

            _seen[index] = true;
            _latencies.Add(now - text.Stamp);
            _bytes += bytes;
        }
    }

    public void Fail(string problem)
    {
        lock (_gate)
        {
            _problem ??= problem;
        }
    }

    public LiveReport Report()
    {
        lock (_gate)
        {
            _latencies.Sort();
            return new LiveReport(_latencies.Count, _bytes, Percentile(0.50), Percentile(0.95), Percentile(0.99), _seen.Length - _latencies.Count, _problem);
        }
    }

    private double Percentile(double share) => Percentiles.Of(_latencies, share) / TicksPerMillisecond;
}
