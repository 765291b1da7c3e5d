using System.Globalization;
using System.Text.Json;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Collections.PageWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests;

public sealed class SyncClientCollectionTests
{
    [Fact]
    public async Task SubscribeCollection_FirstTime_AsksForTheQueryAndSyncs()
    {
        await using var scripted = new ScriptedClient();
        await using var notes = scripted.Client.SubscribeCollection<Note>(
            Json("""{"rank":{"$gt":1}}"""), Json("""{"text":"DESC"}"""), top: 3, skip: 6, total: false);
        Assert.IsType<SyncState<CollectionData<Note>>.Connecting>(notes.State);
        Assert.Empty(notes);

        var connection = await scripted.Server.NextAsync();
        var request = await connection.NextCollectionAsync();
        Assert.Equal("Note", request.Model);
        Assert.Equal("""{"rank":{"$gt":1}}""", request.Filter.ToString());
        Assert.Equal("""[{"text":"DESC"}]""", request.Order.ToString());
        Assert.Equal((3, 6, false), (request.Top, request.Skip, request.Total));
        Assert.Equal((null, null, null), (request.LastSeq, request.Epoch, request.KnownKeys));
        await connection.SendAsync(Page(request.RequestId, Rows("ba"), 5));

        var data = await notes.WhenSyncedAsync().Within();
        Assert.Equal([new Note(2, "b"), new Note(1, "a")], data.Entries);
        Assert.Null(data.Count);
        Assert.Equal(At(5), notes.Version);
    }

    [Fact]
    public async Task SubscribeCollection_OneQueryInThreeWordings_IsOneSubscription()
    {
        await using var scripted = new ScriptedClient();
        await using var wire = scripted.Client.SubscribeCollection<Note>(Json("""{"text":{"$in":["a"]},"rank":{"$eq":1}}"""), top: 3);
        var connection = await scripted.Server.NextAsync();
        var request = await connection.NextCollectionAsync();
        await using var other = scripted.Client.SubscribeCollection<Note>(Json("""{"$and":[{"rank":{"$eq":1}},{"text":{"$eq":"a"}}]}"""), top: 3);
        await using var linq = scripted.Client.SubscribeCollection<Note>(q => q.Where(note => note.Text == "a" && note.Rank == 1).Take(3));
        await using var page = scripted.Client.SubscribeCollection<Note>(q => q.Where(note => note.Text == "a" && note.Rank == 1).Take(4));
        await connection.SendAsync(Page(request.RequestId, Rows("a"), 5, total: 1));

        Assert.Same(await wire.WhenSyncedAsync().Within(), await other.WhenSyncedAsync().Within());
        Assert.Same(wire.DataOrDefault, await linq.WhenSyncedAsync().Within());
        Assert.Equal(4, (await connection.NextCollectionAsync()).Top);
        Assert.False(connection.HasSubscribe);
    }

    [Theory]
    [InlineData("""{"colour":{"$eq":1}}""", "colour")]
    [InlineData("""{"rank":{"$like":"a"}}""", "$like")]
    public async Task SubscribeCollection_FilterDoesNotFitTheType_IsRefusedAtTheCall(string filter, string named)
    {
        await using var scripted = new ScriptedClient();
        var exception = Assert.Throws<SyncException>(() => scripted.Client.SubscribeCollection<Note>(Json(filter)));

        Assert.Equal(SyncErrorCodes.InvalidFilter, exception.Error.Code);
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubscribeCollection_BeyondTheDefaultLimits_IsTheServersToDecide()
    {
        await using var scripted = new ScriptedClient();
        await using var notes = scripted.Client.SubscribeCollection<Note>(q => q.Take(5_000));
        var connection = await scripted.Server.NextAsync();
        var request = await connection.NextCollectionAsync();
        Assert.Equal(5_000, request.Top);
        await connection.SendAsync(Error(SyncErrorCodes.LimitExceeded, requestId: request.RequestId));

        var error = await notes.WhenAsync(state => state is SyncState<CollectionData<Note>>.Error);
        Assert.Equal(SyncErrorCodes.LimitExceeded, ((SyncState<CollectionData<Note>>.Error)error).Reason.Code);
        Assert.Equal(0, scripted.Time.ArmedTimers);
    }

    [Fact]
    public async Task Reconnect_NothingChanged_ResumesWithItsKeysAndRaisesNoOtherData()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync();
        await connection.SendAsync(Position(9));
        var before = notes.DataOrDefault;
        var edits = 0;
        notes.CollectionChanged += (_, _) => edits++;
        connection.Break();
        var next = await scripted.ReconnectedAsync();
        var request = await next.NextCollectionAsync();

        Assert.Equal((9, Epoch, 3), (request.LastSeq, request.Epoch, request.Top));
        Assert.Equal(["1", "2"], request.KnownKeys!.Select(key => key.Text));
        Assert.IsType<SyncState<CollectionData<Note>>.Cached>(notes.State);
        await next.SendAsync(PageDelta(request.RequestId, 12, total: 2));
        Assert.Same(before, await notes.WhenSyncedAsync().Within());
        await scripted.Client.DisposeAsync();
        Assert.Equal(0, edits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reconnect_SomeRowsChanged_KeepsTheOthers(bool asDelta)
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync();
        var second = notes[1];
        connection.Break();
        var next = await scripted.ReconnectedAsync();
        var request = await next.NextCollectionAsync();
        await next.SendAsync(asDelta
            ? PageDelta(request.RequestId, 8, 9, [3, 2], Body(3, "c"))
            : Page(request.RequestId, $"[{Body(3, "c")},{Body(2, "b")}]", 8, 9, epoch: "e2"));
        var data = await notes.WhenSyncedAsync().Within();

        Assert.Equal(["c", "b"], data.Entries.Select(note => note.Text));
        Assert.Same(second, data.Entries[1]);
        Assert.Equal(9, data.Count);
    }

    [Fact]
    public async Task Release_DelayOver_SuspendsAndComesBackWithItsKeys()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync();
        await scripted.SuspendAsync(notes);
        Assert.Equal("s1", (await connection.NextUnsubscribeAsync()).SubscriptionId);
        Assert.IsType<SyncState<CollectionData<Note>>.Suspended>(notes.State);

        await using var again = scripted.Client.SubscribeCollection<Note>(default(JsonElement), top: 3);
        Assert.Equal(["a", "b"], again.Select(note => note.Text));
        Assert.IsType<SyncState<CollectionData<Note>>.Cached>(again.State);
        var request = await connection.NextCollectionAsync();
        Assert.Equal(["1", "2"], request.KnownKeys!.Select(key => key.Text));
        await connection.SendAsync(PageDelta(request.RequestId, 7, 1, [2]));

        Assert.Equal(["b"], (await again.WhenSyncedAsync().Within()).Entries.Select(note => note.Text));
    }

    /// <summary>The server knows the key, and so knows these for one; the client cannot tell before it is answered.</summary>
    [Fact]
    public async Task Queries_ThatAreOneToTheServer_ShareItAndTheLastReleaseUnsubscribes()
    {
        await using var scripted = new ScriptedClient();
        var (plain, connection) = await scripted.SyncedPageAsync();
        await using var byKey = scripted.Client.SubscribeCollection<Note>(q => q.OrderBy(note => note.Id).Take(3));
        await connection.SendAsync(Page((await connection.NextCollectionAsync()).RequestId, Rows("ab"), 5, total: 2));
        await byKey.WhenSyncedAsync().Within();

        await connection.SendAsync(Changed(6, 5, 3, Insert(2, 3, "c")));
        await plain.WhenAsync(_ => plain.Version?.Seq == 6);
        await scripted.SuspendAsync(plain);
        await connection.SendAsync(Changed(7, 6, 2, Remove(0, 1)));
        await byKey.WhenAsync(_ => byKey.Version?.Seq == 7);
        Assert.Equal(["b", "c"], byKey.Select(note => note.Text));

        // The first comes back from where it stopped, while the other lives on.
        await using var again = scripted.Client.SubscribeCollection<Note>(default(JsonElement), top: 3);
        var request = await connection.NextCollectionAsync();
        Assert.Equal(6, request.LastSeq);
        Assert.False(connection.HasUnsubscribe);
        await connection.SendAsync(PageDelta(request.RequestId, 7, 2, [2, 3]));
        await again.WhenSyncedAsync().Within();
        await connection.SendAsync(Changed(8, 7, 1, Remove(0, 2)));
        await again.WhenAsync(_ => again.Version?.Seq == 8);
        Assert.Equal(["c"], again.Select(note => note.Text));
        Assert.Equal(["c"], byKey.DataOrDefault!.Entries.Select(note => note.Text));

        await scripted.SuspendAsync(byKey);
        await scripted.SentAsync(connection);
        Assert.False(connection.HasUnsubscribe);
        await scripted.SuspendAsync(again);
        Assert.Equal("s1", (await connection.NextUnsubscribeAsync()).SubscriptionId);
    }

    [Fact]
    public async Task Push_OutOfStep_AsksForASnapshotAndShowsTheLastRowsMeanwhile()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync();
        var first = notes[0];
        await connection.SendAsync(Changed(6, 5, 2, Insert(0, 3, "c"), Update(0, 2, "z")));
        var request = await connection.NextCollectionAsync();

        Assert.Equal((null, null, null), (request.LastSeq, request.Epoch, request.KnownKeys));
        Assert.Equal(["a", "b"], Assert.IsType<SyncState<CollectionData<Note>>.Cached>(notes.State).Data.Entries.Select(note => note.Text));
        await connection.SendAsync(Page(request.RequestId, Rows("cab"), 9, total: 3));
        Assert.Same(first, (await notes.WhenSyncedAsync().Within()).Entries[1]);
    }

    [Fact]
    public async Task Error_SourceUnavailableNotEnded_IsCachedUntilTheFreshAnswer()
    {
        await using var scripted = new ScriptedClient();
        var (notes, connection) = await scripted.SyncedPageAsync();
        await connection.SendAsync(Error(SyncErrorCodes.SourceUnavailable, retryable: true, ended: false, subscriptionId: "s1"));
        await notes.WhenAsync(state => state is SyncState<CollectionData<Note>>.Cached);
        await connection.SendAsync(Page(null, Rows("b"), 5, total: 1));

        Assert.Equal(["b"], (await notes.WhenSyncedAsync().Within()).Entries.Select(note => note.Text));
        Assert.False(connection.HasSubscribe);
    }

    [Fact]
    public async Task Resubscribe_ManyCollectionsWithKeys_StaysBelowHalfOfWhatTheServerReads()
    {
        await using var scripted = new ScriptedClient();
        scripted.Server.OnHello = () => ScriptedServer.Hello(8_192);
        var rows = $"[{string.Join(',', Enumerable.Range(1_000_000, 50).Select(id => Body(id, "a")))}]";
        var all = Enumerable.Range(1, 40).Select(rank => scripted.Client.SubscribeCollection<Note>(q => q.Where(note => note.Rank == rank).Take(50))).ToList();
        var connection = await scripted.Server.NextAsync();
        for (var answered = 0; answered < all.Count;)
        {
            foreach (var request in (await connection.NextCallAsync()).Collections!)
            {
                await connection.SendAsync(Page(request.RequestId, rows, 5, total: 50, id: $"s{answered++}"));
            }
        }

        await Task.WhenAll(all.Select(notes => notes.WhenSyncedAsync())).Within();
        connection.Break();
        var next = await scripted.ReconnectedAsync();
        var (asked, calls) = (0, 0);
        for (; asked < all.Count; calls++)
        {
            var call = await next.NextCallAsync();
            Assert.True(JsonSerializer.SerializeToUtf8Bytes(call, WireJsonContext.Default.SubscribeManyRequest).Length < 4_096);
            Assert.All(call.Collections!, request => Assert.Equal(50, request.KnownKeys!.Count));
            asked += call.Collections!.Count;
        }

        Assert.InRange(calls, 2, all.Count - 1);
    }

    [Fact]
    public async Task Resubscribe_MoreKeysThanOneCallHolds_ResumesWithoutThem()
    {
        await using var scripted = new ScriptedClient();
        scripted.Server.OnHello = () => ScriptedServer.Hello(8_192);
        var notes = scripted.Client.SubscribeCollection<Note>();
        var connection = await scripted.Server.NextAsync();
        var rows = $"[{string.Join(',', Enumerable.Range(0, 1_000).Select(id => Body(id, id.ToString(CultureInfo.InvariantCulture))))}]";
        await connection.SendAsync(Page((await connection.NextCollectionAsync()).RequestId, rows, 5));
        await notes.WhenSyncedAsync().Within();
        connection.Break();
        var request = await (await scripted.ReconnectedAsync()).NextCollectionAsync();

        Assert.Equal(5, request.LastSeq);
        Assert.Null(request.KnownKeys);
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
