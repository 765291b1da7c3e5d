using SyncHub.Server.Data;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

/// <summary>Random queries and random writes over a real connection: after every commit each client's array is LINQ over the source.</summary>
public sealed class CollectionOracleTests
{
    private const int Queries = 25;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<int> Seeds => [.. RandomSeeds.More(8)];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    [InlineData(4, 12)]
    [InlineData(5, 30)]
    public Task WholeResultsHeld_AfterEveryCommit_ClientEqualsLinqOverTheSource(int seed, int changesPerCommit) =>
        RunAsync(seed, changesPerCommit, new TestedSource(), _ => { });

    [Theory]
    [InlineData(11, 5)]
    [InlineData(12, 10)]
    [InlineData(13, 20)]
    public async Task OnlyPagesHeld_AfterEveryCommit_ClientEqualsLinqOverTheSource(int seed, int changesPerCommit)
    {
        var source = new TestedSource();

        await RunAsync(seed, changesPerCommit, source, options => options.FullResult = 0, keys: 40);

        Assert.True(source.Reads > Queries, $"{source.Reads} reads for {Queries} queries: no page ever ran out of rows.");
    }

    [Theory]
    [InlineData(21, 1)]
    [InlineData(22, 8)]
    public Task DeepPages_AfterEveryCommit_ClientEqualsLinqOverTheSource(int seed, int changesPerCommit) =>
        RunAsync(seed, changesPerCommit, new TestedSource(), options => options.DeepPage = 0);

    [Theory]
    [InlineData(31, 1)]
    [InlineData(32, 8)]
    public Task RequeriedSource_AfterEveryCommit_ClientEqualsLinqOverTheSource(int seed, int changesPerCommit) =>
        RunAsync(seed, changesPerCommit, new TestedSource { Evaluation = QueryEvaluation.Requery }, _ => { });

    [Theory]
    [InlineData(41, 1)]
    [InlineData(42, 8)]
    public Task Debounced_AfterEveryCommit_ClientEqualsLinqOverTheSource(int seed, int changesPerCommit) =>
        RunAsync(seed, changesPerCommit, new TestedSource(), options => options.FullResult = 3, TimeSpan.FromMilliseconds(2));

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task AnyKindOfList_AfterEveryCommit_ClientEqualsLinqOverTheSource(int seed)
    {
        var kind = ListKind.Of(seed);
        return RunAsync(seed, changesPerCommit: 1 + (seed % 9), new TestedSource(), kind.Options, kind.Debounce, kind.Keys);
    }

    private static async Task RunAsync(int seed, int changesPerCommit, TestedSource source, Action<SyncHubOptions> options, TimeSpan debounce = default, int keys = 14)
    {
        var random = new Random(seed);
        await using var server = await SyncHubTestServer.StartAsync(
            models => models.AddModel<Item, int>(model => model.Debounce(debounce)), source.Settings(options));
        var writes = new RandomWrites(server.Data<Item, int>(), random, keys);
        await writes.CommitAsync(keys);
        await using var clients = await Followers.SubscribeAsync(server, Enumerable.Range(0, Queries).Select(_ => RandomQuery.Create(random)));

        for (var step = 0; step < 50; step++)
        {
            // Ebb and flood: pages run dry, and fill again.
            writes.RemovalPercent = step % 20 < 10 ? 75 : 10;
            var done = await writes.CommitAsync(changesPerCommit);
            await clients.UntilAllEqualAsync(writes.Rows, $"seed {seed}, step {step}: {done}").WaitAsync(Patience);
        }

        Assert.All(server.Logs, log => Assert.StartsWith("Warning: A live query of model Item has no condition", log));
    }
}
