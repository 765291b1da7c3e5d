using Microsoft.EntityFrameworkCore;

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
}
