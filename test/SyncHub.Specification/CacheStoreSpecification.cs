using System.Text;
using SyncHub.Client;
using Xunit;

namespace SyncHub.Specification;

/// <summary>
/// What every local store does. Derive from it, make stores of your kind with room for all that is set here, and the tests are yours.
/// </summary>
public abstract class CacheStoreSpecification
{
    /// <summary>Makes an empty store that keeps a few megabytes for as long as the test takes.</summary>
    protected abstract ISyncCacheStore CreateStore();

    [Fact]
    public async Task Get_NothingSet_IsNull() => Assert.Null(await CreateStore().GetAsync("a"));

    [Theory]
    [InlineData("1", null, 0, "")]
    [InlineData("v2", "ann", 1, "{}")]
    [InlineData("ä 'quoted\"", "日本", long.MaxValue, "null")]
    public async Task Get_AfterSet_IsWhatWasSet(string schemaVersion, string? user, long seq, string content)
    {
        var store = CreateStore();
        var entry = new SyncCacheEntry
        {
            SchemaVersion = schemaVersion,
            User = user,
            Version = new SyncVersion(seq, "e.ß", new DateTimeOffset(2026, 11, 22, 13, 0, 0, TimeSpan.FromHours(2)).AddTicks(1)),
            Content = Encoding.UTF8.GetBytes(content),
            StoredAt = new DateTimeOffset(TimeProvider.System.GetUtcNow().Date, TimeSpan.Zero).AddTicks(7),
        };

        await store.SetAsync("a", entry);

        AssertSame(entry, await store.GetAsync("a"));
    }

    [Fact]
    public async Task Get_LargeContentOfASlice_IsTheSlice()
    {
        var store = CreateStore();
        var bytes = new byte[1 << 20];
        new Random(20261122).NextBytes(bytes);
        var entry = Entry(1, content: bytes.AsMemory(3, bytes.Length - 5));

        await store.SetAsync("a", entry);

        AssertSame(entry, await store.GetAsync("a"));
    }

    [Fact]
    public async Task Set_Again_TakesThePlaceOfTheOneBefore()
    {
        var store = CreateStore();
        await store.SetAsync("a", Entry(1, "ann"));

        await store.SetAsync("a", Entry(2));

        AssertSame(Entry(2), await store.GetAsync("a"));
    }

    [Fact]
    public async Task Keys_ThatDifferAtAll_AreApart()
    {
        var store = CreateStore();
        string[] keys = ["a", "A", "a ", "ä", "a\u0308", "", "1", "01", "%", "a_", new string('k', 20_000), new string('k', 20_001)];
        foreach (var (index, key) in keys.Index())
        {
            await store.SetAsync(key, Entry(index));
        }

        foreach (var (index, key) in keys.Index())
        {
            AssertSame(Entry(index), await store.GetAsync(key));
        }
    }

    [Fact]
    public async Task Remove_OneOfTwo_LeavesTheOther()
    {
        var store = CreateStore();
        await store.SetAsync("a", Entry(1));
        await store.SetAsync("b", Entry(2));

        await store.RemoveAsync("a");
        await store.RemoveAsync("nowhere");

        Assert.Null(await store.GetAsync("a"));
        AssertSame(Entry(2), await store.GetAsync("b"));
    }

    [Fact]
    public async Task Clear_SeveralUsers_RemovesAllAndTakesNewOnes()
    {
        var store = CreateStore();
        await store.SetAsync("a", Entry(1, "ann"));
        await store.SetAsync("b", Entry(2, "bob"));

        await store.ClearAsync();

        Assert.Null(await store.GetAsync("a"));
        Assert.Null(await store.GetAsync("b"));
        await store.SetAsync("a", Entry(3));
        AssertSame(Entry(3), await store.GetAsync("a"));
    }

    [Fact]
    public async Task Calls_AlreadyCancelled_ThrowAndChangeNothing()
    {
        var store = CreateStore();
        await store.SetAsync("a", Entry(1));
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.GetAsync("a", cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.SetAsync("a", Entry(2), cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.RemoveAsync("a", cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ClearAsync(cancelled).AsTask());

        AssertSame(Entry(1), await store.GetAsync("a"));
    }

    /// <summary>Whatever is found is something that was set as a whole, and what was set last by each is there in the end.</summary>
    [Fact]
    public async Task Calls_OfManyAtOnce_FindNothingMixed()
    {
        var store = CreateStore();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var random = new Random(20261122 + writer);
            for (var seq = 1; seq <= 60; seq++)
            {
                await store.SetAsync($"shared {random.Next(3)}", Entry((writer * 1_000) + seq));
                await store.SetAsync($"own {writer}", Entry(seq));
                if (await store.GetAsync($"shared {random.Next(3)}") is { } found)
                {
                    AssertSame(Entry(found.Version.Seq), found);
                }
            }
        })));

        for (var writer = 0; writer < 8; writer++)
        {
            AssertSame(Entry(60), await store.GetAsync($"own {writer}"));
        }
    }

    /// <summary>An entry that can be told by its number.</summary>
    protected static SyncCacheEntry Entry(long seq, string? user = null, ReadOnlyMemory<byte>? content = null, DateTimeOffset? storedAt = null) => new()
    {
        SchemaVersion = "1",
        User = user,
        Version = new SyncVersion(seq, $"e{seq}", DateTimeOffset.UnixEpoch.AddSeconds(seq % 1_000_000)),
        Content = content ?? Encoding.UTF8.GetBytes($$"""{"id":{{seq}}}"""),
        StoredAt = storedAt ?? new DateTimeOffset(TimeProvider.System.GetUtcNow().Date, TimeSpan.Zero),
    };

    /// <summary>Entries have no equality of their own.</summary>
    protected static void AssertSame(SyncCacheEntry expected, SyncCacheEntry? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.SchemaVersion, actual.SchemaVersion);
        Assert.Equal(expected.User, actual.User);
        Assert.Equal(expected.Version, actual.Version);
        Assert.Equal(expected.StoredAt, actual.StoredAt);
        Assert.True(expected.Content.Span.SequenceEqual(actual.Content.Span), "The content is another.");
    }
}
