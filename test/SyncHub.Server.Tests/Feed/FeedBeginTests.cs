using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Specification;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Feed;

/// <summary>The log changes its epoch while a feed reads it for the first time.</summary>
public sealed class FeedBeginTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Begin_EpochChangesBetweenPages_ReadsTheOtherFromItsBeginning()
    {
        using var first = await FilledAsync(commits: 700);
        using var second = await FilledAsync(commits: 900);
        TurningLog? log = null;
        await using var harness = new FeedHarness(time: new ManualTimeProvider(), follow: _ => log = new TurningLog(first, second, after: 2));

        await harness.Feed.Ready.WaitAsync(Patience);

        var head = await second.GetHeadAsync("Note");
        Assert.Equal(head, harness.Feed.Position.Head);
        Assert.Equal([0, 512], log!.ReadOfSecond.SkipWhile(seq => seq != 0));
    }

    private static async Task<InMemoryChangeLog> FilledAsync(int commits)
    {
        var log = new InMemoryChangeLog(new Dictionary<string, ChangeRetention> { ["Note"] = ChangeRetention.Default }, TimeProvider.System);
        for (var count = 0; count < commits; count++)
        {
            await log.AppendAsync(Changes.Commit("Note", 1));
        }

        return log;
    }

    /// <summary>One log for the first reads, another from then on.</summary>
    private sealed class TurningLog(IChangeLog first, IChangeLog second, int after) : IChangeLog
    {
        private int _reads;

        public List<long> ReadOfSecond { get; } = [];

        public ChangeLogHealth Health => ChangeLogHealth.Healthy;

        public ValueTask<IReadOnlyDictionary<string, LogHead>> AppendAsync(Commit commit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<LogSlice> ReadAsync(string model, long afterSeq, int maxEntries, CancellationToken cancellationToken = default)
        {
            if (_reads++ < after)
            {
                return first.ReadAsync(model, afterSeq, maxEntries, cancellationToken);
            }

            ReadOfSecond.Add(afterSeq);
            return second.ReadAsync(model, afterSeq, maxEntries, cancellationToken);
        }

        public ValueTask<LogHead> GetHeadAsync(string model, CancellationToken cancellationToken = default) => second.GetHeadAsync(model, cancellationToken);

        public IDisposable Observe(string model, Action<LogHead> moved) => second.Observe(model, moved);
    }
}
