using SyncHub.Queries;

namespace SyncHub.Server.Collections;

/// <summary>A page's group as sessions see it.</summary>
internal interface ICollectionGroup
{
    /// <summary>The canonical query.</summary>
    Query Query { get; }
}
