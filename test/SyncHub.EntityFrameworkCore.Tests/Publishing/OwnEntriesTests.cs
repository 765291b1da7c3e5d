using Microsoft.Extensions.DependencyInjection;
using SyncHub.EntityFrameworkCore.Models;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.EntityFrameworkCore.Tests.Capture;
using SyncHub.Json;
using SyncHub.Server.Log;

namespace SyncHub.EntityFrameworkCore.Tests.Publishing;

public sealed class OwnEntriesTests
{
    /// <summary>Capitals are appended by this process, small letters by another; what follows the bar is looked for.</summary>
    [Theory]
    [InlineData("A", "A", "")]
    [InlineData("A B C", "ABC", "")]
    [InlineData("a A", "A", "A")]
    [InlineData("A a", "A", "")]
    [InlineData("A a B", "AB", "A")]
    [InlineData("b A", "A", "")]
    [InlineData("AB c b CD", "ABCD", "BC")]
    [InlineData("a b A B", "AB", "AB")]
    [InlineData("a", "A", "")]
    public async Task FindContested_EntriesOfOthersBeforeTheLastOwn_AreFound(string log, string keys, string contested)
    {
        await using var board = await Board.StartAsync();
        var model = board.Services.GetRequiredService<TrackedModels>().Of(typeof(BoardDb)).Single();
        await AppendAsync(board.Log, "x");
        var own = new OwnEntries(model, await board.Log.GetHeadAsync("cards"));
        foreach (var commit in log.Split(' '))
        {
            var head = await AppendAsync(board.Log, commit);
            if (char.IsUpper(commit[0]))
            {
                own.Add(head, commit.Length);
            }
        }

        var found = new RowKeys();
        await own.FindContestedAsync(board.Log, keys.Select(key => SyncKey.FromString(key.ToString())).ToHashSet(), found, CancellationToken.None);

        Assert.Equal(contested, found.IsEmpty ? "" : string.Concat(found.Of(model).Select(key => key.Text).Order(StringComparer.Ordinal)));
    }

    private static async Task<LogHead> AppendAsync(IChangeLog log, string keys)
    {
        var changes = keys.Select(key => new Change
        {
            Model = "cards",
            Key = SyncKey.FromString(char.ToUpperInvariant(key).ToString()),
            Kind = ChangeKind.Add,
            After = RawJson.Parse("{}"),
            BeforeIsHint = true,
        });
        return (await log.AppendAsync(new Commit([.. changes])))["cards"];
    }
}
