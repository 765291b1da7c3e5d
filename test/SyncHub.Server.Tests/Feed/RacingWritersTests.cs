using System.Text.Json;
using System.Text.Json.Nodes;
using SyncHub.Json;
using SyncHub.Server.Data;
using SyncHub.Server.Log;
using SyncHub.Server.Tests.Hubs;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Feed;

/// <summary>
/// Writers race subscribers. The source is read at random distances before and after writes, with and without an exact position,
/// subscribers come fresh, resume, come twice and go. Whatever the interleaving: each ends with the source's value and has seen
/// every seq once and in order.
/// </summary>
public sealed class RacingWritersTests(ITestOutputHelper output)
{
    private const int Key = 1;

    [Theory]
    [InlineData(20261122, true, 60_000)]
    [InlineData(20261123, false, 40_000)]
    public async Task Subscribe_WhileWritersWrite_EverySubscriberEndsWithTheSource(int seed, bool sourceKnowsPosition, int interleavings)
    {
        output.WriteLine($"seed {seed}, {interleavings} interleavings");
        RacingSource? source = null;
        await using var harness = new FeedHarness(rows => source = new RacingSource(rows, sourceKnowsPosition));
        source!.Notes = harness.Notes;
        source.Log = harness.Log;
        source.Random = new Random(seed);
        await harness.Notes.AddAsync(new Note { Id = Key });
        var subscribers = Enumerable.Range(0, 4).Select(_ => new ModelSubscriber(harness, Key, everySeqIsMine: true)).ToArray();

        var racing = subscribers.Select((subscriber, index) =>
            Task.Run(() => LiveAsync(subscriber, new Random(seed + index + 1), interleavings / subscribers.Length)));
        await Task.WhenAll(racing);
        await SettleAsync(harness, subscribers);

        var row = JsonNode.Parse(JsonSerializer.Serialize(harness.Notes.Get(Key), EntityJson.CreateOptions()));
        foreach (var subscriber in subscribers)
        {
            Assert.Null(subscriber.Violation);
            Assert.True(JsonNode.DeepEquals(row, subscriber.Data), $"source {row}, subscriber {subscriber.Data}");
        }

        // The races must have taken all the ways that they are about.
        output.WriteLine($"pushes {subscribers.Sum(one => one.Pushes)}, deltas {subscribers.Sum(one => one.Deltas)}, reads {source.Reads}");
        Assert.True(subscribers.Sum(one => one.Deltas) > interleavings / 10);
        Assert.True(source.Reads > interleavings / 10);
        Assert.True(subscribers.Sum(one => one.Pushes) > interleavings / 10);
    }

    private static async Task LiveAsync(ModelSubscriber subscriber, Random random, int interleavings)
    {
        for (var step = 0; step < interleavings; step++)
        {
            var subscribed = subscriber.SubscribeAsync(resume: random.Next(2) == 0);
            if (random.Next(8) == 0)
            {
                await Task.WhenAll(subscribed, subscriber.SubscribeAsync(resume: false));
            }

            await subscribed;
            if (random.Next(4) == 0)
            {
                await Task.Yield();
            }

            if (step < interleavings - 1)
            {
                await subscriber.UnsubscribeAsync();
            }
        }
    }

    // A write after which everybody is at its seq: nothing is under way any more.
    private static async Task SettleAsync(FeedHarness harness, IEnumerable<ModelSubscriber> subscribers)
    {
        await harness.Notes.PatchAsync(Key, note => { note.Title = "settled"; });
        foreach (var subscriber in subscribers)
        {
            await subscriber.SubscribeAsync(resume: true);
        }
    }

    /// <summary>Writes around its reads, so that the feed and the read stand at all distances from each other.</summary>
    private sealed class RacingSource(IEntitySource rows, bool knowsPosition) : IEntitySource
    {
        private readonly Lock _gate = new();

        public DataSet<Note, int>? Notes { get; set; }

        public IChangeLog? Log { get; set; }

        public Random Random { get; set; } = new(0);

        public int Reads { get; private set; }

        public async ValueTask<SourceRow> ReadAsync(SyncKey key, CancellationToken cancellationToken)
        {
            int before, after;
            lock (_gate)
            {
                Reads++;
                before = Random.Next(4);
                after = Random.Next(4);
            }

            await WriteAsync(before);
            var row = await ReadRowAsync(key, cancellationToken);
            await WriteAsync(after);
            return knowsPosition ? row : row with { Position = null };
        }

        // A source that cannot say where it stood must at least have what the log had: the data set shows a write a moment after the log.
        private async Task<SourceRow> ReadRowAsync(SyncKey key, CancellationToken cancellationToken)
        {
            var head = await Log!.GetHeadAsync(nameof(Note), cancellationToken);
            while (true)
            {
                var row = await rows.ReadAsync(key, cancellationToken);
                if (knowsPosition || row.Position!.Value.Seq >= head.Seq)
                {
                    return row;
                }

                await Task.Yield();
            }
        }

        private async Task WriteAsync(int times)
        {
            for (var time = 0; time < times; time++)
            {
                int what, value;
                lock (_gate)
                {
                    what = Random.Next(10);
                    value = Random.Next(1000);
                }

                await (what switch
                {
                    0 => RemoveOrAddAsync(),
                    < 6 => TryPatchAsync(note => { note.Likes = value; }),
                    _ => TryPatchAsync(note => { note.Text = value % 3 == 0 ? null : $"t{value}"; }),
                });
            }
        }

        private async Task TryPatchAsync(Action<Note> change)
        {
            try
            {
                await Notes!.PatchAsync(Key, change);
            }
            catch (EntityNotFoundException)
            {
                // Another racer has removed it.
            }
        }

        private async Task RemoveOrAddAsync()
        {
            try
            {
                await Notes!.RemoveAsync(Key);
                await Notes.AddAsync(new Note { Id = Key });
            }
            catch (EntityNotFoundException)
            {
                // Another racer was faster.
            }
            catch (EntityExistsException)
            {
                // Another racer was faster.
            }
        }
    }
}
