namespace SyncHub.Protocol;

/// <summary>The versions of the wire protocol.</summary>
public static class ProtocolVersion
{
    /// <summary>The version that this library speaks.</summary>
    public const int Current = 1;
}
