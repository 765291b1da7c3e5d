using SyncHub.Specification;

namespace SyncHub.Client.Tests.Stores;

public sealed class MemoryCacheStoreSpecification : CacheStoreSpecification
{
    protected override ISyncCacheStore CreateStore() => new MemoryCacheStore();
}

public sealed class MemoryCacheStoreEvictionSpecification : CacheEvictionSpecification
{
    protected override int? MaxEntries => 7;

    protected override ISyncCacheStore CreateStore(long maxBytes, TimeSpan maxAge) =>
        new MemoryCacheStore(new MemoryCacheStoreOptions { MaxEntries = MaxEntries!.Value, MaxBytes = maxBytes, MaxAge = maxAge, TimeProvider = Time });
}

public sealed class MemoryCacheStoreOptionsTests
{
    public static TheoryData<Action<MemoryCacheStoreOptions>> Bad { get; } = new()
    {
        options => options.MaxEntries = 0,
        options => options.MaxBytes = 0,
        options => options.MaxAge = TimeSpan.Zero,
        options => options.TimeProvider = null!,
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Constructor_BadBound_Throws(Action<MemoryCacheStoreOptions> spoil)
    {
        var options = new MemoryCacheStoreOptions();
        spoil(options);

        Assert.ThrowsAny<ArgumentException>(() => new MemoryCacheStore(options));
    }
}
