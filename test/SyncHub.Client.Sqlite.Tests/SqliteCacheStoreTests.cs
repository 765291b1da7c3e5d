using System.Text;
using Microsoft.Data.Sqlite;
using SyncHub.Testing;
using static SyncHub.Client.Sqlite.Tests.Entries;

namespace SyncHub.Client.Sqlite.Tests;

public sealed class SqliteCacheStoreTests : IDisposable
{
    private readonly TempFile _file = new();
    private readonly LogLines _log = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Get_AfterAnotherStoreHasClosed_IsWhatThatHasSet()
    {
        await using (var before = Create())
        {
            await before.SetAsync("a", Entry(7, "kept", "ann"));
        }

        await using var after = Create();
        var entry = await after.GetAsync("a");

        Assert.Equal((7, "ann", "kept"), (entry!.Version.Seq, entry.User, Encoding.UTF8.GetString(entry.Content.Span)));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task TwoStores_OneFileAtOnce_SeeEachOthersEntries()
    {
        await using var one = Create();
        await using var other = Create();
        await Task.WhenAll(FillAsync(one, "one"), FillAsync(other, "other"));

        for (var count = 0; count < 40; count++)
        {
            Assert.Equal(count, (await other.GetAsync($"one {count}"))!.Version.Seq);
            Assert.Equal(count, (await one.GetAsync($"other {count}"))!.Version.Seq);
        }

        static async Task FillAsync(SqliteCacheStore store, string name)
        {
            for (var count = 0; count < 40; count++)
            {
                await store.SetAsync($"{name} {count}", Entry(count));
            }
        }
    }

    [Fact]
    public async Task Size_TwoStoresOfOneFile_IsBoundedForBothTogether()
    {
        var options = new SqliteCacheStoreOptions { MaxBytes = 1_000 };
        await using var one = new SqliteCacheStore(_file.Path, options);
        await using var other = new SqliteCacheStore(_file.Path, options);
        for (var count = 0; count < 10; count++)
        {
            await one.SetAsync($"1{count}", Entry(count, new string('x', 196)));
            await other.SetAsync($"2{count}", Entry(count, new string('x', 196)));
        }

        Assert.Equal(5, Convert.ToInt32(Ask("SELECT count(*) FROM entries"), null));
        Assert.Equal(1_000L, Ask("SELECT bytes FROM total"));
    }

    public static TheoryData<string, byte[]> Damages { get; } = new()
    {
        { "no database", Encoding.ASCII.GetBytes("This is no database at all.") },
        { "a header and noise", [.. "SQLite format 3\0"u8, .. Noise(5_000)] },
        { "noise", Noise(20_000) },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task File_Damaged_IsSetAsideAndBegunAnew(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
        await File.WriteAllBytesAsync(_file.Path, bytes);
        await using var store = Create();

        Assert.Null(await store.GetAsync("a"));
        await store.SetAsync("a", Entry(1));

        Assert.Equal(1, (await store.GetAsync("a"))!.Version.Seq);
        Assert.True((await File.ReadAllBytesAsync(_file.Path + ".corrupt")).SequenceEqual(bytes), name);
        Assert.Contains(".corrupt", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    /// <summary>Every page but the first is overwritten while the store has the file closed; whatever is asked then, nothing is thrown or invented.</summary>
    [Fact]
    public async Task File_PagesOverwritten_NothingThrownAndUsableAfter()
    {
        await using (var before = Create())
        {
            for (var count = 0; count < 200; count++)
            {
                await before.SetAsync($"k{count}", Entry(count, new string('x', 500)));
            }
        }

        var bytes = await File.ReadAllBytesAsync(_file.Path);
        Noise(bytes.Length - 4_096).CopyTo(bytes, 4_096);
        await File.WriteAllBytesAsync(_file.Path, bytes);
        await using var store = Create();
        for (var count = 0; count < 200; count++)
        {
            Assert.Null(await store.GetAsync($"k{count}"));
        }

        await store.SetAsync("k1", Entry(5));
        Assert.Equal(5, (await store.GetAsync("k1"))!.Version.Seq);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task File_TablesOfAnotherVersion_AreMadeAnew()
    {
        await using (var before = Create())
        {
            await before.SetAsync("a", Entry(1));
        }

        Ask("PRAGMA user_version = 99");
        await using var store = Create();

        Assert.Null(await store.GetAsync("a"));
        await store.SetAsync("a", Entry(2));
        Assert.Equal(2, (await store.GetAsync("a"))!.Version.Seq);
    }

    [Fact]
    public async Task File_TableIsGone_IsSetAsideAndBegunAnew()
    {
        await using var store = Create();
        await store.SetAsync("a", Entry(1));
        Ask("DROP TABLE total");

        await store.SetAsync("a", Entry(2));

        Assert.Equal(2, (await store.GetAsync("a"))!.Version.Seq);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task File_OfSomethingElse_IsLeftAlone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
        Ask("CREATE TABLE precious (id INTEGER)");
        await using var store = Create();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => store.SetAsync("a", Entry(1)).AsTask());

        Assert.Contains("a file of its own", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0L, Ask("SELECT count(*) FROM precious"));
    }

    [Theory]
    [InlineData("content = 'text'")]
    [InlineData("seq = 'text'")]
    [InlineData("seq = -1")]
    [InlineData("epoch = x'00'")]
    [InlineData("stored_at = 9223372036854775807")]
    [InlineData("timestamp = -1")]
    [InlineData("user = 1.5, schema_version = x'00'")]
    public async Task Row_Damaged_IsDroppedAndTheOthersStay(string damage)
    {
        await using var store = Create();
        await store.SetAsync("a", Entry(1));
        await store.SetAsync("b", Entry(2));
        Ask($"UPDATE entries SET {damage} WHERE key = 'a'");

        Assert.Null(await store.GetAsync("a"));

        Assert.Equal(1L, Ask("SELECT count(*) FROM entries"));
        Assert.Equal(2, (await store.GetAsync("b"))!.Version.Seq);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task Clear_LeavesNothingReadableOnTheDisk()
    {
        await using var store = Create();
        for (var count = 0; count < 50; count++)
        {
            await store.SetAsync($"k{count}", Entry(count, $"a secret {new string('x', 3_000)}"));
        }

        await File.WriteAllTextAsync(_file.Path + ".corrupt", "a secret of long ago");
        await store.ClearAsync();

        foreach (var path in Directory.GetFiles(Path.GetDirectoryName(_file.Path)!))
        {
            Assert.False((await ReadSharedAsync(path)).AsSpan().IndexOf("a secret"u8) >= 0, $"{path} still holds what was removed.");
        }
    }

    [Fact]
    public async Task File_MadeNew_IsItsOwnersAlone()
    {
        await using var store = Create();
        await store.SetAsync("a", Entry(1));

        Assert.All(Directory.GetFiles(Path.GetDirectoryName(_file.Path)!), path => Assert.True(
            OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), path));
    }

    [Fact]
    public async Task Dispose_CallsUnderWay_AreDoneAndLaterOnesThrow()
    {
        var store = Create();
        var writes = Enumerable.Range(0, 400).Select(count => store.SetAsync($"k{count}", Entry(count)).AsTask()).ToList();
        await writes[0];
        await Task.WhenAll(store.DisposeAsync().AsTask(), Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default));
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.GetAsync("k0").AsTask());
        Assert.All(writes.Where(write => !write.IsCompletedSuccessfully), write => Assert.IsType<ObjectDisposedException>(write.Exception!.InnerException));
        Assert.Equal((long)writes.Count(write => write.IsCompletedSuccessfully), Ask("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void Constructor_BadArgument_Throws()
    {
        Assert.Throws<ArgumentException>(() => new SqliteCacheStore(" "));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SqliteCacheStore(_file.Path, new SqliteCacheStoreOptions { MaxBytes = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SqliteCacheStore(_file.Path, new SqliteCacheStoreOptions { MaxAge = TimeSpan.Zero }));
    }

    private SqliteCacheStore Create() => new(_file.Path, new SqliteCacheStoreOptions { LoggerFactory = _log });

    private object? Ask(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_file.Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(20261122).NextBytes(bytes);
        return bytes;
    }
}
