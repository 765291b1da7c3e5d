using System.Collections.Concurrent;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Resolvers.RowsWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Resolvers;

public sealed class SyncClientRowsTests
{
    [Fact]
    public async Task SubscribeRows_Answered_IsSyncedWithRowsOfAnyModel()
    {
        await using var scripted = new ScriptedClient();
        await using var rows = scripted.Client.SubscribeRows("report", "2026-11");
        Assert.IsType<SyncState<IReadOnlyList<SyncRow>>.Connecting>(rows.State);
        Assert.Null(rows.DataOrDefault);
        var connection = await scripted.Server.NextAsync();
        var request = await connection.NextRequestAsync();
        Assert.Equal(("report", (SyncKey)"2026-11", null, null), (request.Model, request.Key, request.LastSeq, request.Epoch));
        var answer = Answer(request.RequestId, "a", 1);
        await connection.SendAsync(answer with { Rows = [.. answer.Rows!, new ResolverRow { Model = "Total", Data = Raw("17") }] });

        var data = await rows.WhenSyncedAsync().Within();
        Assert.Equal(["Note", "Total"], data.Select(row => row.Model));
        Assert.Equal(new Note(1, "a"), data[0].Get<Note>());
        Assert.Equal(17, data[1].Get<int>());
        Assert.Equal("17", data[1].Body.ToString());
        Assert.Equal(1, rows.Version!.Value.Seq);
    }

    [Fact]
    public async Task RowsChanged_OtherRows_ReplacesThemAllAndTells()
    {
        await using var scripted = new ScriptedClient();
        var (rows, connection) = await SyncedAsync(scripted);
        var before = rows.DataOrDefault;
        var properties = new ConcurrentQueue<string?>();
        var told = new TaskCompletionSource<string>();
        rows.PropertyChanged += (_, args) =>
        {
            properties.Enqueue(args.PropertyName);
            if (args.PropertyName == nameof(rows.DataOrDefault))
            {
                told.SetResult(Shown(rows.State));
            }
        };
        await connection.SendAsync(NewRows("ab", 2));
        await connection.SendAsync(NewRows("cab", 3));

        Assert.Equal("cab", await told.Task.Within());
        Assert.Equal("ab", string.Concat(before!.Select(row => row.Get<Note>().Text)));
        Assert.Equal(["State", "Version", "DataOrDefault"], properties);
    }

    [Fact]
    public async Task RowsChanged_NoRows_IsSyncedWithNone()
    {
        await using var scripted = new ScriptedClient();
        var (rows, connection) = await SyncedAsync(scripted);
        await connection.SendAsync(NewRows("", 2));

        await rows.WhenAsync(state => state is SyncState<IReadOnlyList<SyncRow>>.Synced { Data.Count: 0 });
    }

    [Fact]
    public async Task RowsChanged_OfAnotherEpoch_AsksAgain()
    {
        await using var scripted = new ScriptedClient();
        var (rows, connection) = await SyncedAsync(scripted);
        await connection.SendAsync(NewRows("z", 9, epoch: "e2"));
        var request = await connection.NextRequestAsync();
        Assert.Equal("ab", Shown(rows.State));
        Assert.Null(request.LastSeq);
        await connection.SendAsync(Answer(request.RequestId, "c", 1, epoch: "e2"));

        await rows.WhenAsync(state => Shown(state) == "c");
    }

    [Fact]
    public async Task Break_TheSameRows_KeepsTheListThroughCachedAndSynced()
    {
        await using var scripted = new ScriptedClient();
        var (rows, connection) = await SyncedAsync(scripted);
        var data = rows.DataOrDefault;
        connection.Break();
        await rows.WhenAsync(state => state is SyncState<IReadOnlyList<SyncRow>>.Cached);
        var next = await scripted.ReconnectedAsync();
        await next.SendAsync(Answer((await next.NextRequestAsync()).RequestId, "ab", 1, epoch: "e2"));

        Assert.Same(data, await rows.WhenSyncedAsync().Within());
    }

    [Fact]
    public async Task Handles_OnTheSameKey_ShareASubscriptionUntilTheLastIsReleased()
    {
        await using var scripted = new ScriptedClient();
        var (first, connection) = await SyncedAsync(scripted);
        var second = scripted.Client.SubscribeRows("report", "2026-11");
        await using var other = scripted.Client.SubscribeEntity<Note>("2026-11", model: "report");
        Assert.Equal("ab", Shown(second.State));

        // Of the same name and key, but of another kind: not the same subscription.
        await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, "null", 5, id: "s9"));
        await other.WhenSyncedAsync().Within();
        await first.DisposeAsync();
        await scripted.SentAsync(connection);
        Assert.False(connection.HasUnsubscribe);
        await scripted.SuspendAsync(second);

        Assert.Equal("s1", (await connection.NextUnsubscribeAsync()).SubscriptionId);
        Assert.IsType<SyncState<IReadOnlyList<SyncRow>>.Suspended>(second.State);
        await using var again = scripted.Client.SubscribeRows("report", "2026-11");
        Assert.IsType<SyncState<IReadOnlyList<SyncRow>>.Cached>(again.State);
        await connection.SendAsync(Answer((await connection.NextRequestAsync()).RequestId, "abc", 7, id: "s2"));
        Assert.Equal(3, (await again.WhenSyncedAsync().Within()).Count);
    }

    [Theory]
    [InlineData(SyncErrorCodes.Forbidden, false)]
    [InlineData(SyncErrorCodes.UnknownModel, true)]
    public async Task Error_OnHeldRows_KeepsTheDataUnlessForbidden(string code, bool hasData)
    {
        await using var scripted = new ScriptedClient();
        var (rows, connection) = await SyncedAsync(scripted);
        await connection.SendAsync(Error(code, subscriptionId: "s1"));
        var error = (SyncState<IReadOnlyList<SyncRow>>.Error)await rows.WhenAsync(state => state is SyncState<IReadOnlyList<SyncRow>>.Error);

        Assert.Equal((code, hasData), (error.Reason.Code, error.HasData));
        Assert.Equal(hasData, rows.DataOrDefault is not null);
    }

    [Fact]
    public async Task Get_TypeThatDoesNotFit_SaysWhichRow()
    {
        await using var scripted = new ScriptedClient();
        var (rows, connection) = await SyncedAsync(scripted);
        var exception = Assert.Throws<SyncException>(() => rows.DataOrDefault![0].Get<int>());
        Assert.Equal(SyncClientErrorCodes.UnreadableEntity, exception.Error.Code);
        Assert.Contains("A row Note of the resolver report '2026-11'", exception.Message, StringComparison.Ordinal);

        await connection.SendAsync(NewRows("", 2) with { Rows = [new ResolverRow { Model = "Note", Data = RawJson.Null }] });
        await rows.WhenAsync(state => state is SyncState<IReadOnlyList<SyncRow>>.Synced { Data.Count: 1 });
        Assert.Throws<SyncException>(() => rows.DataOrDefault![0].Get<Note>());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task SubscribeRows_WithoutAName_IsRefused(string resolver)
    {
        await using var scripted = new ScriptedClient();

        Assert.Throws<ArgumentException>(() => scripted.Client.SubscribeRows(resolver, 1));
    }

    private static async Task<(LiveRows Rows, ScriptedConnection Connection)> SyncedAsync(ScriptedClient scripted)
    {
        var rows = scripted.Client.SubscribeRows("report", "2026-11");
        var connection = await scripted.Server.NextAsync();
        await connection.SendAsync(Answer((await connection.NextRequestAsync()).RequestId, "ab", 1));
        await rows.WhenSyncedAsync().Within();
        return (rows, connection);
    }

    private static string Shown(SyncState<IReadOnlyList<SyncRow>> state) => state switch
    {
        SyncState<IReadOnlyList<SyncRow>>.Synced synced => string.Concat(synced.Data.Select(row => row.Get<Note>().Text)),
        SyncState<IReadOnlyList<SyncRow>>.Cached cached => string.Concat(cached.Data.Select(row => row.Get<Note>().Text)),
        _ => state.GetType().Name,
    };
}
