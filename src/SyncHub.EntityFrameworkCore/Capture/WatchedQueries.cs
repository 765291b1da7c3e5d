using Microsoft.EntityFrameworkCore.Query;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>Has what a context tracks watched from before its first query on.</summary>
internal sealed class WatchedQueries(QueryContextDependencies dependencies, RelationalQueryContextDependencies relationalDependencies) : IQueryContextFactory
{
    public QueryContext Create()
    {
        ContextCapture.Of(dependencies.CurrentContext.Context);
        return new RelationalQueryContext(dependencies, relationalDependencies);
    }
}
