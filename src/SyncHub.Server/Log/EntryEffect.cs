namespace SyncHub.Server.Log;

/// <summary>How far an entry's images tell what the change means for those who follow the log.</summary>
internal enum EntryEffect
{
    /// <summary>They tell all: the row was as before, and is as after.</summary>
    Exact,

    /// <summary>The log had said so already: the row is as it was.</summary>
    Nothing,

    /// <summary>The row before is what the log said last, but the log may have passed over what the change itself says.</summary>
    Contested,

    /// <summary>Nobody says what was before.</summary>
    BeforeUnknown,
}
