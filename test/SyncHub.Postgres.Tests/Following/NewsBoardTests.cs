using SyncHub.Postgres.Following;
using SyncHub.Server.Log;

namespace SyncHub.Postgres.Tests.Following;

public sealed class NewsBoardTests
{
    private static readonly Dictionary<string, LogHead> Heads = new() { ["tasks"] = new("one", 5, default) };

    [Theory]
    [InlineData("one", "tasks", 4, false)]
    [InlineData("one", "tasks", 5, false)]
    [InlineData("one", "tasks", 6, true)]
    [InlineData("two", "tasks", 1, true)]
    [InlineData("one", "others", 9, false)]
    public void Take_AfterNews_IsTrueWhereTheMirrorHasLess(string epoch, string model, long seq, bool isDue)
    {
        var board = new NewsBoard();
        board.Post(new HeadNews(epoch, new Dictionary<string, long> { [model] = seq }));

        Assert.Equal((isDue, false), (board.Take(Heads), board.Take(Heads)));
    }

    [Fact]
    public async Task Look_OrNewsThatSayNothing_IsDueAndWakes()
    {
        foreach (var call in new Action<NewsBoard>[] { board => board.Look(), board => board.Post(null) })
        {
            var board = new NewsBoard();
            call(board);

            Assert.True(await board.WaitAsync(CancellationToken.None).AsTask().WaitAsync(TestNode.Patience));
            Assert.True(board.Take(Heads));
        }
    }
}
