using Microsoft.EntityFrameworkCore;
using SyncHub.Server;
using SyncHub.Testing;

namespace SyncHub.EntityFrameworkCore.Tests.Capture;

public sealed class SavePublicationTests
{
    [Fact]
    public async Task SaveChanges_OfAFollowedRow_ReachesTheClient()
    {
        await using var board = await Board.StartAsync();
        await using var card = board.Client.SubscribeEntity<Card>(1, "cards");
        await Board.WhenAsync(card, data => data?.Title == "one");

        await board.UseAsync(async db =>
        {
            (await db.Cards.SingleAsync(row => row.Id == 1)).Title = "changed";
            await db.SaveChangesAsync();
        });

        await Board.WhenAsync(card, data => data?.Title == "changed");
        Assert.Equal("[1~one>changed]", await board.ToldAsync());
    }

    [Theory]
    [InlineData(59, "[1~one>b]")]
    [InlineData(61, "[1~other>b]")]
    public async Task SaveChanges_OriginalsOfSomeAge_AreTrustedForAMinute(int seconds, string told)
    {
        var time = new ManualTimeProvider();
        await using var board = await Board.StartAsync(settings: new TestServerSettings { Time = time });

        await board.UseAsync(async db =>
        {
            var card = await db.Cards.SingleAsync(row => row.Id == 1);
            await using (var other = new BoardDb(board.Uncaptured))
            {
                await other.Cards.Where(row => row.Id == 1).ExecuteUpdateAsync(row => row.SetProperty(stored => stored.Title, "other"));
            }

            time.Advance(TimeSpan.FromSeconds(seconds));
            card.Title = "b";
            await db.SaveChangesAsync();
        });

        Assert.Equal(told, await board.ToldAsync());
    }

    [Fact]
    public async Task SaveChanges_WithinAMutation_CarriesItsIdAndTellsItsPositions()
    {
        await using var board = await Board.StartAsync();
        var scope = MutationScope.Begin("m1");

        await board.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            (await db.Cards.SingleAsync(row => row.Id == 1)).Title = "a";
            await db.SaveChangesAsync();
            await scope.WhenPublishedAsync(CancellationToken.None);
            Assert.Empty(scope.Heads());
            await transaction.CommitAsync();
        });
        await scope.WhenPublishedAsync(CancellationToken.None);

        Assert.Equal(1, scope.Heads()["cards"].Seq);
        Assert.Equal("m1", (await board.EntriesAsync()).Single().MutationId);
    }

    [Fact]
    public async Task SaveChanges_WithinAMutationThatChangesNothingThatTravels_TellsTheHeadThereIs()
    {
        await using var board = await Board.StartAsync();
        var scope = MutationScope.Begin("m1");

        await board.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var card = db.Add(new Card { Title = "c" }).Entity;
            await db.SaveChangesAsync();
            db.Remove(card);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        });
        await scope.WhenPublishedAsync(CancellationToken.None);

        Assert.Equal(0, scope.Heads()["cards"].Seq);
    }
}
