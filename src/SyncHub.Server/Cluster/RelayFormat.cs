namespace SyncHub.Server.Cluster;

/// <summary>
/// How relayed messages are written: a version, the hub's name, the message's number, its kind, and what the kind needs. Numbers are written seven bits to
/// a byte, the lowest first; texts are UTF-8 behind their length in bytes, lists stand behind their length.
/// </summary>
internal static class RelayFormat
{
    /// <summary>Raised with each change that an older node could not read right.</summary>
    public const byte Version = 1;

    public enum Kind : byte
    {
        Send = 1,
        GroupChange = 2,
        Done = 3,
        Invoke = 4,
        Withdraw = 5,
        Pending = 6,
        Result = 7,
        Disconnected = 8,
    }

    public enum Target : byte
    {
        All = 1,
        Group = 2,
        Groups = 3,
        Connections = 4,
        Users = 5,
    }
}
