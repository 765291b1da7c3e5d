using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Specification;

namespace SyncHub.Server.Tests.Log;

public sealed class InMemoryChangeLogSpecification : ChangeLogSpecification
{
    protected override Task<IChangeLog> CreateLogAsync(IReadOnlyDictionary<string, ChangeRetention> models, TimeProvider time) =>
        Task.FromResult<IChangeLog>(new InMemoryChangeLog(models, time));
}

public sealed class InMemoryChangeLogRetentionSpecification : ChangeLogRetentionSpecification
{
    protected override Task<IChangeLog> CreateLogAsync(IReadOnlyDictionary<string, ChangeRetention> models, TimeProvider time) =>
        Task.FromResult<IChangeLog>(new InMemoryChangeLog(models, time));
}

public sealed class InMemoryChangeLogConcurrencySpecification : ChangeLogConcurrencySpecification
{
    protected override Task<IChangeLog> CreateLogAsync(IReadOnlyDictionary<string, ChangeRetention> models, TimeProvider time) =>
        Task.FromResult<IChangeLog>(new InMemoryChangeLog(models, time));
}
