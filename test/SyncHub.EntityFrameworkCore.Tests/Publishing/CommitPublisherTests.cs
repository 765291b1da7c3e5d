using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.EntityFrameworkCore.Tests.Capture;
using SyncHub.Testing;

namespace SyncHub.EntityFrameworkCore.Tests.Publishing;

public sealed class CommitPublisherTests
{
    [Fact]
    public async Task Publish_LogIsAway_CommitsWaitInOrderAndItIsLoggedOnce()
    {
        var time = new ManualTimeProvider();
        await using var board = await HeldBoard.StartAsync(time: time);

        board.Held().Fail(times: 3);
        await board.RenameAsync(1, "a");
        await time.WhenTimerArmedAsync(left => left == TimeSpan.FromSeconds(1));
        await board.RenameAsync(2, "b");
        foreach (var delay in new[] { 1, 2, 4 })
        {
            await time.WhenTimerArmedAsync(left => left == TimeSpan.FromSeconds(delay));
            time.Advance(TimeSpan.FromSeconds(delay));
        }

        Assert.Equal("[1~one>a] [2~two>b]", await board.ToldAsync());
        var warning = Assert.Single(board.Server.Logs);
        Assert.Contains("The log is away.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_SeveralCommitsWait_AreOnTheirWayTogetherAndStayInOrder()
    {
        await using var board = await HeldBoard.StartAsync();
        var log = board.Held();
        log.Hold();
        await board.RenameAsync(1, "a");
        await log.WhenHeldAsync();
        await board.RenameAsync(2, "b");
        await board.RenameAsync(1, "c");

        log.Pass();
        await log.WhenHeldAsync(appends: 2);
        log.Release();

        Assert.Equal("[1~one>a] [2~two>b] [1~a>c]", await board.ToldAsync());
    }

    [Fact]
    public async Task Publish_OneOfSeveralFails_ItAndThoseAfterItAreToldAgain()
    {
        var time = new ManualTimeProvider();
        await using var board = await HeldBoard.StartAsync(time: time);
        await using var first = board.Client.SubscribeEntity<Card>(1, "cards");
        await using var second = board.Client.SubscribeEntity<Card>(2, "cards");
        await Task.WhenAll(Board.WhenAsync(first, data => data?.Title == "one"), Board.WhenAsync(second, data => data?.Title == "two"));
        var log = board.Held();
        log.Hold();
        await board.RenameAsync(1, "a");
        await log.WhenHeldAsync();
        await board.RenameAsync(1, "b");
        await board.RenameAsync(2, "c");

        log.Fail(times: 1);
        log.Release();
        await time.WhenTimerArmedAsync(left => left == TimeSpan.FromSeconds(1));
        Assert.Equal(["1", "2"], (await log.ReadAsync("cards", 0, 10)).Entries.Select(entry => entry.Change.Key.Text));
        time.Advance(TimeSpan.FromSeconds(1));

        await Task.WhenAll(Board.WhenAsync(first, data => data?.Title == "b"), Board.WhenAsync(second, data => data?.Title == "c"));
        Assert.Equal(["1", "2", "1", "2"], (await board.EntriesAsync()).Select(entry => entry.Change.Key.Text));
    }

    [Fact]
    public async Task Publish_MoreCommitsThanThereIsRoomFor_HoldsNobodyUpAndRefreshesEverybody()
    {
        await using var board = await HeldBoard.StartAsync(new PublisherOptions { MaxCommits = 2 });
        await using var card = board.Client.SubscribeEntity<Card>(1, "cards");
        await Board.WhenAsync(card, data => data?.Title == "one");

        board.Held().Hold();
        await board.RenameAsync(2, "in flight");
        await board.Held().WhenHeldAsync();
        foreach (var title in new[] { "a", "b", "c", "d" })
        {
            await board.RenameAsync(2, title);
        }

        // Only by this commit, and it is lost.
        await board.RenameAsync(1, "lost");
        board.Held().Release();

        await Board.WhenAsync(card, data => data?.Title == "lost");
        Assert.Equal(["2", "2", "2", ""], (await board.EntriesAsync()).Select(entry => entry.Change.Key.Text));
        var warning = Assert.Single(board.Server.Logs);
        Assert.Contains("cards", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StopAsync_CommitsWait_TellsThemFirst()
    {
        await using var board = await HeldBoard.StartAsync();
        var log = board.Held();
        log.Hold();
        await board.RenameAsync(1, "a");
        await board.RenameAsync(2, "b");
        await log.WhenHeldAsync();

        var stopped = board.Server.StopAsync();
        log.Release();
        await stopped;

        var slice = await log.ReadAsync("cards", 0, 10);
        Assert.Equal(["1", "2"], slice.Entries.Select(entry => entry.Change.Key.Text));
    }

    [Fact]
    public async Task StopAsync_LogIsAwayForGood_EndsWithThePatienceOfTheHost()
    {
        await using var board = await HeldBoard.StartAsync();
        board.Held().Hold();
        await board.RenameAsync(1, "a");
        await board.Held().WhenHeldAsync();

        using var patience = new CancellationTokenSource();
        var stopped = board.Publisher.StopAsync(patience.Token);
        Assert.False(stopped.IsCompleted);
        await patience.CancelAsync();
        await stopped;

        Assert.Contains(board.Server.Logs, line => line.Contains("stopped before 1 commits", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Label.Unreadable)]
    [InlineData(Label.UnreadableFile)]
    public async Task Publish_ARowThatThrows_TellsTheOthers(string unreadable)
    {
        await using var board = await Board.StartAsync(models: models => models.AddEntityFrameworkModel<BoardDb, Label>(model => model.Name("labels")));

        await board.UseAsync(async db =>
        {
            db.Labels.AddRange(Enumerable.Range(1, 9).Select(id => new Label { Id = id, Name = id == 4 ? unreadable : $"label {id}" }));
            await db.SaveChangesAsync();
        });

        var entries = await board.EntriesAsync("labels");
        Assert.Equal(["1", "2", "3", "5", "6", "7", "8", "9"], entries.Select(entry => entry.Change.Key.Text));
        Assert.Single(entries.Select(entry => entry.CommitSeq).Distinct());
        Assert.Contains(board.Server.Logs, line => line.Contains("labels", StringComparison.Ordinal) && line.Contains(unreadable, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Publish_CommitOfTenThousandRows_IsOneCommit()
    {
        await using var board = await Board.StartAsync();

        await board.UseAsync(async db =>
        {
            db.Cards.AddRange(Enumerable.Range(0, 10_000).Select(number => new Card { Title = $"card {number}" }));
            await db.SaveChangesAsync();
        });

        var entries = await board.EntriesAsync();
        Assert.Equal(10_000, entries.Count);
        Assert.All(entries, entry => Assert.Equal((1, 10_000), (entry.CommitFirstSeq, entry.CommitSeq)));
        Assert.All(entries, entry => Assert.True(entry.Change.BeforeIsHint));
    }
}
