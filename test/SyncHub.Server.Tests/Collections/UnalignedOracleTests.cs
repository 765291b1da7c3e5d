using System.Linq.Expressions;
using SyncHub.Testing;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Collections;

/// <summary>
/// Random queries over a database whose reads have no position, with random commits, crossing publications and slow reads: whenever all that is committed has
/// been published, each client's array and total are LINQ over the database, and each entity is the row; and nobody is ever shown a row as it never was.
/// </summary>
public sealed class UnalignedOracleTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<int> Seeds => [.. RandomSeeds.More(16)];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 8)]
    public Task WholeResultsHeld_WhenAllIsPublished_ClientEqualsLinqOverTheDatabase(int seed, int changesPerCommit) =>
        RunAsync(seed, changesPerCommit, keys: 12, _ => { });

    [Theory]
    [InlineData(11, 1)]
    [InlineData(12, 3)]
    [InlineData(13, 8)]
    [InlineData(14, 2)]
    [InlineData(15, 1)]
    [InlineData(16, 5)]
    public async Task OnlyPagesHeld_WhenAllIsPublished_ClientEqualsLinqOverTheDatabase(int seed, int changesPerCommit)
    {
        var counts = await RunAsync(seed, changesPerCommit, keys: 40, options => options.FullResult = 0);

        Assert.True(counts > 0, "No total was ever counted again.");
    }

    [Theory]
    [InlineData(21, 2)]
    public Task DeepPages_WhenAllIsPublished_ClientEqualsLinqOverTheDatabase(int seed, int changesPerCommit) =>
        RunAsync(seed, changesPerCommit, keys: 14, options => options.DeepPage = 0);

    [Theory]
    [InlineData(31, 3)]
    [InlineData(32, 8)]
    public Task Debounced_WhenAllIsPublished_ClientEqualsLinqOverTheDatabase(int seed, int changesPerCommit) =>
        RunAsync(seed, changesPerCommit, keys: 20, options => options.FullResult = 3, TimeSpan.FromMilliseconds(2));

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task AnyKindOfList_WhenAllIsPublished_ClientEqualsLinqOverTheDatabase(int seed)
    {
        var kind = ListKind.Of(seed);
        return RunAsync(seed, changesPerCommit: 1 + (seed % 5), kind.Keys, kind.Options, kind.Debounce, isRuled: seed / 8 % 2 == 1);
    }

    private async Task<int> RunAsync(
        int seed, int changesPerCommit, int keys, Action<SyncHubOptions> options, TimeSpan debounce = default, bool isRuled = false)
    {
        Expression<Func<Item, bool>> rule = isRuled ? item => item.Room != "b" : item => true;
        var isVisible = rule.Compile();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var database = new UnalignedDatabase(random, keys);
        await using var server = await SyncHubTestServer.StartAsync(
            models => models.AddModel<Item, int>(model =>
            {
                model.Debounce(debounce);
                if (isRuled)
                {
                    model.Access(access => access.Rows(_ => rule));
                }
            }),
            database.Settings(options));
        await using (var first = await Followers.SubscribeAsync(server, [RandomQuery.Create(random)]))
        {
            database.Fill();
            await database.ResetAsync();
        }

        await using var clients = await Followers.SubscribeAsync(server, Enumerable.Range(0, 6).Select(_ => RandomQuery.Create(random)), database.Existed);
        await using var entities = await EntityFollowers.SubscribeAsync(server, nameof(Item), Enumerable.Range(0, 4), database.Existed);
        for (var round = 0; round < 12; round++)
        {
            database.ForgetStates();
            var done = new List<string>();
            for (var step = 0; step < 25; step++)
            {
                done.Add(database.Commit(changesPerCommit));
                await database.StepAsync();
                switch (random.Next(25))
                {
                    case 0:
                        await clients.AskAsync(server, RandomQuery.Create(random));
                        break;
                    case 1:
                        var follower = clients.All.ElementAt(random.Next(clients.All.Count()));
                        follower.TakeWaiting();
                        await follower.AskAsync(resume: follower.Epoch is not null, knownKeys: follower.Epoch is not null && random.Next(3) > 0);
                        break;
                    case 2:
                        await entities.AskAgainAsync(random.Next(4));
                        break;
                    case 3 when random.Next(4) == 0:
                        await database.ResetAsync();
                        done.Add("reset");
                        break;
                }
            }

            await database.SettleAsync();
            var context = $"seed {seed}, round {round}: {string.Join(" | ", done)}";
            await clients.TakeUntilNowAsync(UnalignedDatabase.Unwritten);
            await entities.TakeUntilNowAsync(UnalignedDatabase.Unwritten);
            try
            {
                await clients.UntilAllEqualAsync([.. database.Rows.Where(isVisible)], context).WaitAsync(Patience);
            }
            catch (Exception)
            {
                output.WriteLine(await database.DescribeAsync());
                throw;
            }

            await entities.UntilAllEqualAsync(database.Rows.Where(isVisible).ToDictionary(row => row.Id), context).WaitAsync(Patience);
        }

        output.WriteLine($"{database.Counts} totals counted again, {clients.All.Count()} clients");
        return database.Counts;
    }
}
