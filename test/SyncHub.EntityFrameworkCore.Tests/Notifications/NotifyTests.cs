using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.EntityFrameworkCore.Tests.Capture;
using SyncHub.EntityFrameworkCore.Tests.Publishing;
using SyncHub.Server;

namespace SyncHub.EntityFrameworkCore.Tests.Notifications;

/// <summary>Rows that others write, and what is told of them.</summary>
public sealed class NotifyTests
{
    [Fact]
    public async Task NotifyChangedAsync_OfARowThatOthersChanged_TellsWhatItIs()
    {
        await using var board = await Board.StartAsync();
        await using var card = board.Client.SubscribeEntity<Card>(1, "cards");
        await Board.WhenAsync(card, data => data?.Title == "one");
        await WriteAsync(board, "UPDATE Cards SET Title = 'a' WHERE Id = 1");

        await Notifier(board).NotifyChangedAsync<Card>(1);

        Assert.Equal("[1~>a]", await board.ToldAsync());
        await Board.WhenAsync(card, data => data?.Title == "a");
    }

    [Fact]
    public async Task NotifyChangedAsync_OfARowThatIsGone_TellsThat()
    {
        await using var board = await Board.StartAsync();
        await using var card = board.Client.SubscribeEntity<Card>(1, "cards");
        await Board.WhenAsync(card, data => data?.Title == "one");
        await WriteAsync(board, "DELETE FROM Cards WHERE Id = 1");

        await Notifier(board).NotifyChangedAsync<Card>(1);

        Assert.Equal("[1->]", await board.ToldAsync());
        await Board.WhenAsync(card, data => data is null);
    }

    [Fact]
    public async Task NotifyChangedAsync_KeyOfAnotherType_NamesModelValueAndKeys()
    {
        await using var board = await Board.StartAsync();

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => Notifier(board).NotifyChangedAsync<Card>("seven"));

        Assert.Contains("'seven'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("System.String", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'cards'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("System.Int32", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotifyChangedAsync_Cancelled_EndsOnlyTheWaiting()
    {
        await using var board = await HeldBoard.StartAsync();
        board.Held().Hold();
        await WriteAsync(board, "UPDATE Cards SET Title = 'a' WHERE Id = 1");
        using var cancellation = new CancellationTokenSource();

        var notified = Notifier(board).NotifyChangedAsync<Card>(1, cancellation.Token);
        await board.Held().WhenHeldAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => notified);
        board.Held().Release();

        Assert.Equal("[1~>a]", await board.ToldAsync());
    }

    [Fact]
    public async Task NotifyAllChangedAsync_AfterCommitsThatWait_RefreshesEverybodyAfterThem()
    {
        await using var board = await HeldBoard.StartAsync();
        await using var card = board.Client.SubscribeEntity<Card>(1, "cards");
        await Board.WhenAsync(card, data => data?.Title == "one");
        board.Held().Hold();
        await board.RenameAsync(2, "b");
        await board.RenameAsync(2, "c");
        await WriteAsync(board, "UPDATE Cards SET Title = 'a' WHERE Id = 1");

        var notified = Notifier(board).NotifyAllChangedAsync<Card>();
        Assert.False(notified.IsCompleted);
        board.Held().Release();
        await notified;

        Assert.Equal(["2", "2", ""], (await board.EntriesAsync()).Select(entry => entry.Change.Key.Text));
        Assert.EndsWith("[reset]", await board.ToldAsync(), StringComparison.Ordinal);
        await Board.WhenAsync(card, data => data?.Title == "a");
    }

    private static ISyncNotifier Notifier(Board board) => board.Services.GetRequiredService<ISyncNotifier>();

    private static async Task WriteAsync(Board board, string sql)
    {
        await using var db = new BoardDb(board.Uncaptured);
        await db.Database.ExecuteSqlRawAsync(sql);
    }
}
