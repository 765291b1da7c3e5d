using SyncHub.Server.Log;

namespace SyncHub.Server.Resolvers;

/// <summary>How a notification travels: as a change of the resolver's name that has a key and no rows, numbered like any other.</summary>
internal static class ResolverChange
{
    /// <summary>Stands for all keys: nobody can follow the empty one.</summary>
    public static readonly SyncKey AllKeys = SyncKey.FromString("");

    public static Commit Of(string resolver, SyncKey key) => new([new Change { Model = resolver, Key = key, Kind = ChangeKind.Update }]);
}
