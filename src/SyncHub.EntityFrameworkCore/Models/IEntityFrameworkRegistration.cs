using SyncHub.Server.Data;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>A registration of a model whose rows are in a database, whatever its types.</summary>
internal interface IEntityFrameworkRegistration
{
    /// <summary>The model. Only after it has been built.</summary>
    TrackedModel Tracked { get; }

    /// <summary>Where its rows come from. Only after it has been built.</summary>
    IEntitySource Source { get; }
}
