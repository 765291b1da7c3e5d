using SyncHub.Server.Log;

namespace SyncHub.Server.Feed;

/// <summary>How it travels that any row of a model may have changed: as an update of the empty key that has no rows.</summary>
internal static class ModelReset
{
    private static readonly SyncKey AllKeys = SyncKey.FromString("");

    public static Change Of(string model) => new() { Model = model, Key = AllKeys, Kind = ChangeKind.Update };

    public static bool Is(Change change) =>
        change.Kind == ChangeKind.Update && change.After.IsAbsent && change.Before.IsAbsent && change.Key == AllKeys;
}
