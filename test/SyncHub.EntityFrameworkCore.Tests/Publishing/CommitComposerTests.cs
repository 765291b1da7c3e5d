using Microsoft.Extensions.DependencyInjection;
using SyncHub.EntityFrameworkCore.Models;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.EntityFrameworkCore.Tests.Capture;
using SyncHub.Json;
using SyncHub.Server.Log;

namespace SyncHub.EntityFrameworkCore.Tests.Publishing;

public sealed class CommitComposerTests
{
    /// <summary>Before: null for no row, empty for unknown. After: empty for no row. The kind is null where there is nothing to tell.</summary>
    [Theory]
    [InlineData("null", "", null)]
    [InlineData("null", "2", ChangeKind.Add)]
    [InlineData("1", "", ChangeKind.Remove)]
    [InlineData("1", "2", ChangeKind.Update)]
    [InlineData("1", "1", ChangeKind.Update)]
    [InlineData("", "", ChangeKind.Remove)]
    [InlineData("", "2", ChangeKind.Update)]
    public async Task Of_BeforeAndAfter_SaysWhatHappened(string before, string after, ChangeKind? kind)
    {
        await using var board = await Board.StartAsync();
        var model = board.Services.GetRequiredService<TrackedModels>().Of(typeof(BoardDb)).Single();
        var rows = new RowsReadBack();
        if (after.Length > 0)
        {
            rows.Add(model, new Dictionary<SyncKey, RawJson> { [1] = RawJson.Parse(after) });
        }

        // Of several touches the first counts.
        var began = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var first = before.Length == 0 ? default : RawJson.Parse(before);
        var commit = CommitComposer.Of(new Publication([new Touch(model, 1, RowBefore.Of(first)), new Touch(model, 1, RowBefore.Of(RawJson.Parse("9")))], began, scope: null), rows);

        Assert.Equal(kind, commit?.Changes.Single().Kind);
        if (commit?.Changes.Single() is { } change)
        {
            Assert.Equal(before == "null" ? default : first, change.Before);
            Assert.Equal(after.Length == 0 ? default : RawJson.Parse(after), change.After);
            Assert.Equal(began, commit.Began);
            Assert.True(change.BeforeIsHint);
        }
    }
}
