using SyncHub.Client;
using SyncHub.Testing;
using Xunit;

namespace SyncHub.Specification;

/// <summary>What a local store keeps whose bounds are known: against the plainest model of it there is.</summary>
public abstract class CacheEvictionSpecification : IAsyncLifetime
{
    private const int Seed = 20261122;
    private const long MaxBytes = 600;

    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    /// <summary>The store's clock.</summary>
    protected ManualTimeProvider Time { get; } = new();

    /// <summary>How many entries the store keeps; null for any number.</summary>
    protected abstract int? MaxEntries { get; }

    /// <summary>Makes a store with these bounds.</summary>
    protected abstract ISyncCacheStore CreateStore(long maxBytes, TimeSpan maxAge);

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Keeps_RandomCalls_WhatTheModelKeeps()
    {
        var random = new Random(Seed);
        var store = CreateStore(MaxBytes, MaxAge);
        var model = new List<Kept>();
        var found = 0;
        for (var step = 1; step <= 4_000; step++)
        {
            var key = $"k{random.Next(12):00}";
            switch (random.Next(10))
            {
                case < 4:
                    await SetAsync(key, step, random.Next(25) == 0 ? 700 : random.Next(120));
                    break;
                case < 8:
                    Expire();
                    var expected = model.Find(kept => kept.Key == key);
                    var actual = await store.GetAsync(key);
                    Assert.True(expected?.Seq == actual?.Version.Seq, $"seed {Seed}, step {step}, {key}: {expected?.Seq} is to be kept, {actual?.Version.Seq} is");
                    if (expected is not null)
                    {
                        found++;
                        model.Remove(expected);
                        model.Add(expected);
                    }

                    break;
                case 8:
                    await store.RemoveAsync(key);
                    model.RemoveAll(kept => kept.Key == key);
                    break;
                default:
                    Time.Advance(TimeSpan.FromSeconds(random.Next(90)));
                    break;
            }
        }

        Assert.InRange(found, 200, 1_500);

        async Task SetAsync(string key, int seq, int length)
        {
            await store.SetAsync(key, new SyncCacheEntry
            {
                SchemaVersion = "1",
                User = null,
                Version = new SyncVersion(seq, "e1", DateTimeOffset.UnixEpoch),
                Content = new byte[length],
                StoredAt = Time.GetUtcNow(),
            });
            Expire();
            model.RemoveAll(kept => kept.Key == key);
            if (Size(key, length) <= MaxBytes)
            {
                model.Add(new Kept(key, seq, Size(key, length), Time.GetUtcNow()));
            }

            while (model.Sum(kept => kept.Size) > MaxBytes || model.Count > MaxEntries)
            {
                model.RemoveAt(0);
            }
        }

        void Expire() => model.RemoveAll(kept => Time.GetUtcNow() - kept.At > MaxAge);

        static long Size(string key, int length) => (2L * key.Length) + length;
    }

    /// <summary>In the order of use, the longest unused first.</summary>
    private sealed record Kept(string Key, int Seq, long Size, DateTimeOffset At);
}
