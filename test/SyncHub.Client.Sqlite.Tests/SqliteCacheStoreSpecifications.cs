using SyncHub.Specification;

namespace SyncHub.Client.Sqlite.Tests;

public sealed class SqliteCacheStoreSpecification : CacheStoreSpecification, IAsyncLifetime
{
    private readonly TempFile _file = new();
    private SqliteCacheStore? _store;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _store!.DisposeAsync();
        _file.Dispose();
    }

    protected override ISyncCacheStore CreateStore() => _store = new SqliteCacheStore(_file.Path);
}

public sealed class SqliteCacheStoreEvictionSpecification : CacheEvictionSpecification
{
    private readonly TempFile _file = new();
    private SqliteCacheStore? _store;

    protected override int? MaxEntries => null;

    public override async Task DisposeAsync()
    {
        await _store!.DisposeAsync();
        _file.Dispose();
    }

    protected override ISyncCacheStore CreateStore(long maxBytes, TimeSpan maxAge) =>
        _store = new SqliteCacheStore(_file.Path, new SqliteCacheStoreOptions { MaxBytes = maxBytes, MaxAge = maxAge, TimeProvider = Time });
}
