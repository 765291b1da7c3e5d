using System.Collections.Concurrent;
using SyncHub.Server.Log;
using Xunit;

namespace SyncHub.Specification;

/// <summary>What every change log does while many write, read and observe it.</summary>
public abstract class ChangeLogConcurrencySpecification : ChangeLogTestBase
{
    private const int Writers = 8;

    private static readonly string[] Models = ["tasks", "notes", "tags"];

    /// <summary>How many commits each writer appends; fewer where each costs a round trip.</summary>
    protected virtual int CommitsPerWriter => 250;

    [Fact]
    public async Task Append_ManyWriters_NumbersDenselyAndKeepsCommitsTogether()
    {
        var log = await CreateAsync(Models);

        var appended = await WriteAsync(log);

        foreach (var model in Models)
        {
            var entries = await ReadAllAsync(log, model);
            Assert.Equal(Enumerable.Range(1, entries.Count), entries.Select(entry => (int)entry.Seq));
            Assert.Equal(appended.Values.Sum(commit => commit.Changes.Count(change => change.Model == model)), entries.Count);
            foreach (var commit in entries.GroupBy(entry => entry.MutationId!))
            {
                var sent = appended[commit.Key].Changes.Where(change => change.Model == model);
                Assert.Equal(sent, commit.Select(entry => entry.Change));
                Assert.All(commit, entry => Assert.Equal((commit.First().Seq, commit.Last().Seq), (entry.CommitFirstSeq, entry.CommitSeq)));
                Assert.Equal(commit.Count(), commit.Last().Seq - commit.First().Seq + 1);
            }

            Assert.Equal(entries.Select(entry => entry.Timestamp).Order(), entries.Select(entry => entry.Timestamp));
        }
    }

    [Fact]
    public async Task Append_OneWriter_IsInItsOwnOrder()
    {
        var log = await CreateAsync(Models);

        await WriteAsync(log);

        foreach (var model in Models)
        {
            foreach (var writer in (await ReadAllAsync(log, model)).GroupBy(entry => entry.MutationId!.Split(':')[0]))
            {
                var numbers = writer.Select(entry => int.Parse(entry.MutationId!.Split(':')[1], provider: null)).ToList();
                Assert.Equal(numbers.Order(), numbers);
            }
        }
    }

    [Fact]
    public async Task Append_CommitOverModels_IsNeverSeenInPart()
    {
        var log = await CreateAsync("first", "second");
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var count = 0; count < CommitsPerWriter; count++)
            {
                await log.AppendAsync(new Commit([Changes.Add("first", count), Changes.Add("second", count)]));
            }
        })));

        do
        {
            // Each commit has one change of each model: once the first is seen, the second must be there.
            var first = await log.GetHeadAsync("first");
            var second = await log.GetHeadAsync("second");
            Assert.True(second.Seq >= first.Seq, $"'first' was seen at {first.Seq}, after that 'second' at {second.Seq}.");
            await Task.Yield();
        }
        while (!writing.IsCompleted);

        await writing;
    }

    [Fact]
    public async Task Read_WhileWritten_IsAlwaysAPrefixOfTheEnd()
    {
        var log = await CreateAsync(Models);
        var slices = new List<LogSlice>();
        var position = 0L;
        var writing = WriteAsync(log);
        do
        {
            var slice = await log.ReadAsync("tasks", position, 1000);
            slices.Add(slice);
            position += slice.Entries.Count;
            await Task.Yield();
        }
        while (!writing.IsCompleted);

        await writing;

        var end = (await ReadAllAsync(log, "tasks")).ToDictionary(entry => entry.Seq);
        Assert.All(slices.SelectMany(slice => slice.Entries), entry => Assert.Equal(end[entry.Seq], entry));
        Assert.All(slices, slice => Assert.True(slice.Entries.Count == 0 || slice.Entries[^1].Seq <= slice.Head.Seq));
    }

    [Fact]
    public async Task Observe_ManyWriters_HeadsComeInOrderAndTheLastComes()
    {
        var log = await CreateAsync(Models);
        var told = Enumerable.Range(0, 3).Select(_ => new ConcurrentQueue<LogHead>()).ToList();
        var observations = told.ConvertAll(heads => log.Observe("tasks", heads.Enqueue));

        await WriteAsync(log);

        var head = await log.GetHeadAsync("tasks");
        foreach (var heads in told)
        {
            var seqs = heads.Select(seen => seen.Seq).ToList();
            Assert.Equal(seqs.Distinct().Order(), seqs);
            Assert.Equal(head, heads.Last());
        }

        observations.ForEach(observation => observation.Dispose());
    }

    [Fact]
    public async Task Observe_FollowedFromAnyMoment_SeesEveryChangeOnceInOrder()
    {
        var log = await CreateAsync(Models);
        var writing = WriteAsync(log);
        var followers = new List<Follower>();
        for (var count = 0; count < 20; count++)
        {
            // A change between any two, so that they start at different positions, whatever the writers have come to.
            await log.AppendAsync(Changes.Commit("tasks", 1));
            followers.Add(await Follower.StartAsync(log, "tasks"));
        }

        await writing;
        await log.AppendAsync(Changes.Commit("tasks", 1));

        var head = await log.GetHeadAsync("tasks");
        var all = (await ReadAllAsync(log, "tasks")).Select(entry => entry.Seq).ToList();
        foreach (var follower in followers)
        {
            Assert.Equal(all, await follower.ReadUpToAsync(head.Seq));
            follower.Dispose();
        }
    }

    private static async Task<IReadOnlyList<LogEntry>> ReadAllAsync(IChangeLog log, string model)
    {
        var entries = new List<LogEntry>();
        while (await log.ReadAsync(model, entries.Count, 777) is { Entries: { Count: > 0 } more })
        {
            entries.AddRange(more);
        }

        return entries;
    }

    /// <summary>Many writers, each with commits of one to four changes over one to all of the models. Returns them by mutation id.</summary>
    private async Task<ConcurrentDictionary<string, Commit>> WriteAsync(IChangeLog log)
    {
        var commits = new ConcurrentDictionary<string, Commit>();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random(4711 + writer);
            for (var number = 0; number < CommitsPerWriter; number++)
            {
                var id = $"{writer}:{number}";
                var changes = Enumerable.Range(0, random.Next(1, 5)).Select(change => Changes.Add(Models[random.Next(Models.Length)], $"{id}:{change}"));
                var commit = commits.GetOrAdd(id, new Commit([.. changes], id));
                await log.AppendAsync(commit);
            }
        })));
        return commits;
    }

    /// <summary>Does what a feed does: observes, then reads from its position whenever it is told, or was about to be.</summary>
    private sealed class Follower : IDisposable
    {
        private readonly IChangeLog _log;
        private readonly string _model;
        private readonly IDisposable _observation;
        private readonly SemaphoreSlim _moved = new(0, 1);
        private readonly List<long> _seqs = [];

        private Follower(IChangeLog log, string model)
        {
            _log = log;
            _model = model;
            _observation = log.Observe(model, _ => Wake());
        }

        public static async Task<Follower> StartAsync(IChangeLog log, string model)
        {
            var follower = new Follower(log, model);
            await follower.ReadAsync();
            return follower;
        }

        /// <summary>Reads on each wake-up until the seq is reached. A wake-up that was lost leaves this waiting, until the time limit.</summary>
        public async Task<IReadOnlyList<long>> ReadUpToAsync(long seq)
        {
            while (_seqs.Count < seq)
            {
                Assert.True(await _moved.WaitAsync(TimeSpan.FromSeconds(30)), $"Not told of what came after {_seqs.Count}; the head is {seq}.");
                await ReadAsync();
            }

            return _seqs;
        }

        public void Dispose()
        {
            _observation.Dispose();
            _moved.Dispose();
        }

        private async Task ReadAsync()
        {
            var slice = await _log.ReadAsync(_model, _seqs.Count, 100_000);
            _seqs.AddRange(slice.Entries.Select(entry => entry.Seq));
        }

        private void Wake()
        {
            lock (_seqs)
            {
                if (_moved.CurrentCount == 0)
                {
                    _moved.Release();
                }
            }
        }
    }
}
