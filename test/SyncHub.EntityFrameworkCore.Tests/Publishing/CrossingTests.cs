using SyncHub.Client;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.EntityFrameworkCore.Tests.Capture;

namespace SyncHub.EntityFrameworkCore.Tests.Publishing;

/// <summary>Two commits on one row whose publications cross.</summary>
public sealed class CrossingTests
{
    [Fact]
    public async Task Publish_SecondCommitBetweenReadingBackAndAppend_EverySubscriberEndsWithTheDatabase()
    {
        await using var board = await HeldBoard.StartAsync();
        await using var one = Follow(board, 1);
        await using var two = Follow(board, 2);
        await WhenSubscribedAsync(one, two);

        board.Held().Hold();
        await board.RenameAsync(1, "first");
        await board.Held().WhenHeldAsync();
        await board.RenameAsync(1, "second");
        board.Held().Release();

        await board.RenameAsync(2, "marker");
        await Board.WhenAsync(two, card => card?.Title == "marker");
        Assert.Equal("second", one.DataOrDefault?.Title);
        Assert.Equal("[1~one>first] [1~first>second] [2~two>marker]", await board.ToldAsync());
    }

    [Fact]
    public async Task Publish_AnotherProcessTellsFirstOfALaterCommit_EverySubscriberEndsWithTheDatabase()
    {
        var (told, ends) = await CrossAsync(settles: true);

        Assert.Equal("[1~one>later] [1~one>earlier] [1~>later] [2~two>marker]", told);
        Assert.All(ends, end => Assert.Equal("later", end));
    }

    [Fact]
    public async Task Publish_WithoutSettlingReads_EndsWithAValueThatTheDatabaseDoesNotHave()
    {
        var (told, ends) = await CrossAsync(settles: false);

        Assert.Equal("[1~one>later] [1~one>earlier] [2~two>marker]", told);
        Assert.All(ends, end => Assert.Equal("earlier", end));
    }

    [Fact]
    public async Task Publish_BothProcessesAreHeldAfterReadingBack_OneOfThemSettles()
    {
        await using var left = await HeldBoard.StartAsync();
        await using var right = await HeldBoard.StartAnotherAsync(left);

        left.Held().Hold();
        await left.RenameAsync(1, "earlier");
        await left.Held().WhenHeldAsync();
        right.Held().Hold();
        await right.RenameAsync(1, "later");
        await right.Held().WhenHeldAsync();
        left.Held().Release();
        await left.ToldAsync();
        right.Held().Release();

        // The right one read later, so that it has nothing to correct; it cannot know that, and reads once more.
        Assert.Equal("[1~one>earlier] [1~earlier>later] [1~>later]", await right.ToldAsync());
    }

    [Fact]
    public async Task StopAsync_BeforeARowIsReadOnceMore_TheLogIsToldThatChangesAreLost()
    {
        await using var left = await HeldBoard.StartAsync();
        await using var right = await HeldBoard.StartAnotherAsync(left);
        left.Held().Hold();
        await left.RenameAsync(1, "earlier");
        await left.Held().WhenHeldAsync();
        await right.RenameAsync(1, "later");
        await right.ToldAsync();

        // What the left one has read is told; what it would read now is not any more.
        left.Held().Pass();
        await left.Held().WhenHeldAsync();
        Assert.False(left.Held().HasLost);
        await left.Publisher.StopAsync(new CancellationToken(canceled: true));

        Assert.True(left.Held().HasLost);
    }

    /// <summary>The left process reads back, then the right one commits and tells of it, then the left one appends what it read.</summary>
    private static async Task<(string Told, string?[] Ends)> CrossAsync(bool settles)
    {
        var options = new PublisherOptions { Settles = settles };
        await using var left = await HeldBoard.StartAsync(options);
        await using var right = await HeldBoard.StartAnotherAsync(left, options);
        await using var leftOne = Follow(left, 1);
        await using var leftTwo = Follow(left, 2);
        await using var rightOne = Follow(right, 1);
        await using var rightTwo = Follow(right, 2);
        await WhenSubscribedAsync(leftOne, leftTwo, rightOne, rightTwo);

        left.Held().Hold();
        await right.UseAsync(async db =>
        {
            // Read before the other's commit, as both began from the same row.
            var card = (await db.Cards.FindAsync(1))!;
            await left.RenameAsync(1, "earlier");
            await left.Held().WhenHeldAsync();
            card.Title = "later";
            await db.SaveChangesAsync();
        });
        await right.ToldAsync();
        left.Held().Release();
        await left.ToldAsync();

        await right.RenameAsync(2, "marker");
        await Board.WhenAsync(leftTwo, card => card?.Title == "marker");
        await Board.WhenAsync(rightTwo, card => card?.Title == "marker");
        return (await right.ToldAsync(), [leftOne.DataOrDefault?.Title, rightOne.DataOrDefault?.Title]);
    }

    private static LiveEntity<Card> Follow(Board board, int id) => board.Client.SubscribeEntity<Card>(id, "cards");

    private static Task WhenSubscribedAsync(params LiveEntity<Card>[] handles) =>
        Task.WhenAll(handles.Select(handle => Board.WhenAsync(handle, card => card is not null)));
}
