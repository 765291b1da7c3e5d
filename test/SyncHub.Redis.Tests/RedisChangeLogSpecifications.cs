using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Specification;

namespace SyncHub.Redis.Tests;

public sealed class RedisChangeLogSpecification : ChangeLogSpecification
{
    protected override Task<IChangeLog> CreateLogAsync(IReadOnlyDictionary<string, ChangeRetention> models, TimeProvider time) => SharedRedis.OpenAsync(models, time);
}

public sealed class RedisChangeLogRetentionSpecification : ChangeLogRetentionSpecification
{
    protected override Task<IChangeLog> CreateLogAsync(IReadOnlyDictionary<string, ChangeRetention> models, TimeProvider time) => SharedRedis.OpenAsync(models, time);
}

public sealed class RedisChangeLogConcurrencySpecification : ChangeLogConcurrencySpecification
{
    protected override int CommitsPerWriter => 100;

    protected override Task<IChangeLog> CreateLogAsync(IReadOnlyDictionary<string, ChangeRetention> models, TimeProvider time) => SharedRedis.OpenAsync(models, time);
}
