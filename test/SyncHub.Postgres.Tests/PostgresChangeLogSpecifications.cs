using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Specification;

namespace SyncHub.Postgres.Tests;

public sealed class PostgresChangeLogSpecification : ChangeLogSpecification
{
    protected override Task<IChangeLog> CreateLogAsync(IReadOnlyDictionary<string, ChangeRetention> models, TimeProvider time) => SharedPostgres.OpenAsync(models, time);
}

public sealed class PostgresChangeLogRetentionSpecification : ChangeLogRetentionSpecification
{
    protected override Task<IChangeLog> CreateLogAsync(IReadOnlyDictionary<string, ChangeRetention> models, TimeProvider time) => SharedPostgres.OpenAsync(models, time);
}

public sealed class PostgresChangeLogConcurrencySpecification : ChangeLogConcurrencySpecification
{
    protected override int CommitsPerWriter => 50;

    protected override Task<IChangeLog> CreateLogAsync(IReadOnlyDictionary<string, ChangeRetention> models, TimeProvider time) => SharedPostgres.OpenAsync(models, time);
}
