namespace SyncHub.Client.Handles;

/// <summary>What a handle's position means for whoever waits for one.</summary>
internal enum PositionVerdict
{
    /// <summary>It is not there yet, and what it takes will come.</summary>
    Wait,

    /// <summary>It is there.</summary>
    Reached,

    /// <summary>The two cannot be compared, and only a further answer can tell.</summary>
    Ask,
}
