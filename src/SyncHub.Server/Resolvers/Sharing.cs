namespace SyncHub.Server.Resolvers;

/// <summary>Who shares the rows of one key.</summary>
internal enum Sharing
{
    /// <summary>The connections of one user, with the same claims and the same secret.</summary>
    User,

    /// <summary>All whom the application puts into one scope.</summary>
    Scope,

    /// <summary>Nobody: each connection has its own.</summary>
    Connection,
}
