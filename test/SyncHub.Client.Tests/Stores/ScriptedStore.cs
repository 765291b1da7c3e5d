using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using SyncHub.Client.Entities;

namespace SyncHub.Client.Tests.Stores;

/// <summary>A store that does what the test says before it does what it should.</summary>
internal sealed class ScriptedStore : ISyncCacheStore
{
    private readonly MemoryCacheStore _kept = new();
    private readonly Channel<string> _done = Channel.CreateUnbounded<string>();

    /// <summary>Runs in each call, named get, set, remove or clear; throw to fail it.</summary>
    public Func<string, CancellationToken, Task> OnCall { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Each call that was begun, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Every entry that was set.</summary>
    public ConcurrentQueue<SyncCacheEntry> Sets { get; } = [];

    /// <summary>The key of an entity of a client that was not made from a URL.</summary>
    public static string KeyOf(int id) => $"/{new EntityKey("Note", id).CacheFormat.Key}";

    public static SyncCacheEntry Entry(string content, DateTimeOffset storedAt, long seq = 5, string? user = null, string schemaVersion = "1", string epoch = Wire.Epoch) => new()
    {
        SchemaVersion = schemaVersion,
        User = user,
        Version = Wire.At(seq, epoch),
        Content = Encoding.UTF8.GetBytes(content),
        StoredAt = storedAt,
    };

    public static string Text(SyncCacheEntry entry) => Encoding.UTF8.GetString(entry.Content.Span);

    public async ValueTask<SyncCacheEntry?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        await BeginAsync("get", cancellationToken);
        var entry = await _kept.GetAsync(key, CancellationToken.None);
        _done.Writer.TryWrite("get");
        return entry;
    }

    public async ValueTask SetAsync(string key, SyncCacheEntry entry, CancellationToken cancellationToken = default)
    {
        await BeginAsync("set", cancellationToken);
        await PutAsync(key, entry);
        Sets.Enqueue(entry);
        _done.Writer.TryWrite("set");
    }

    public async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        await BeginAsync("remove", cancellationToken);
        await _kept.RemoveAsync(key, CancellationToken.None);
        _done.Writer.TryWrite("remove");
    }

    public async ValueTask ClearAsync(CancellationToken cancellationToken = default)
    {
        await BeginAsync("clear", cancellationToken);
        await _kept.ClearAsync(CancellationToken.None);
        _done.Writer.TryWrite("clear");
    }

    /// <summary>Puts an entry in beside the client.</summary>
    public ValueTask PutAsync(string key, SyncCacheEntry entry) => _kept.SetAsync(key, entry);

    /// <summary>What is there, seen beside the client.</summary>
    public async Task<SyncCacheEntry?> PeekAsync(int id) => await _kept.GetAsync(KeyOf(id));

    /// <summary>Returns when a call of this kind, that nobody has waited for yet, has succeeded.</summary>
    public async Task WhenDoneAsync(string call)
    {
        while (await _done.Reader.ReadAsync().AsTask().Within() != call)
        {
        }
    }

    private Task BeginAsync(string call, CancellationToken cancellationToken)
    {
        Calls.Enqueue(call);
        return OnCall(call, cancellationToken);
    }
}
