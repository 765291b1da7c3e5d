using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;

namespace SyncHub.LoadTest.Clients.LiveQueries;

/// <summary>The followers of live queries on a fleet's connections, and what the coordinator may do with them.</summary>
internal sealed class LiveFleet(Fleet fleet, TimeProvider time) : IDisposable
{
    // Up to 500 requests of about 130 bytes stay below the 128 KiB that a client's batch may have.
    private const int BatchSize = 500;

    // How fast thousands can be let in at once is not what is measured with live queries.
    private const int FollowingAtOnce = 200;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMinutes(4);

    private readonly LiveTally _tally = new();
    private readonly AcknowledgementLine _line = new();

    public async Task<SubscribeReport> FollowAsync(FollowQueries command)
    {
        await _line.OpenAsync(command.AcknowledgementPort);
        using var limit = new CancellationTokenSource(AnswerTimeout, time);
        var connections = fleet.Snapshot();
        var started = time.GetTimestamp();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = FollowingAtOnce, CancellationToken = limit.Token };
        await Parallel.ForAsync(0, connections.Count, parallel, async (index, cancellation) =>
        {
            var connection = connections[index];
            connection.Follower = new QueryFollower(command.Plan, _tally, _line);
            var queries = command.Plan.QueriesOf(index, connections.Count).ToList();
            connection.Answers.Expect(queries.Count);
            foreach (var batch in queries.Chunk(BatchSize))
            {
                await connection.SendAsync(
                    $$"""{"type":1,"target":"SubscribeMany","arguments":[{"collections":[{{string.Join(',', batch.Select(command.Plan.Request))}}]}]}""",
                    cancellation);
            }

            await connection.Answers.All.WaitAsync(cancellation);
        });

        return Fleet.Summarise(connections, time.GetElapsedTime(started));
    }

    public async Task<LiveReport> AwaitRowsAsync(long rows, TimeSpan timeout)
    {
        var started = time.GetTimestamp();
        while (_tally.Rows != rows && _tally.Report().Problem is null)
        {
            if (time.GetElapsedTime(started) > timeout)
            {
                _tally.Fail($"The queries hold {_tally.Rows} rows; they should hold {rows}.");
            }

            await Task.Delay(Poll, time);
        }

        return _tally.Report();
    }

    public void Expect(int first, int count) => _tally.Expect(first, count);

    public LiveReport Report() => _tally.Report();

    public void Dispose() => _line.Dispose();
}
