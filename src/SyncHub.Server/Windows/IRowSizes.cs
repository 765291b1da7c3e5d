namespace SyncHub.Server.Windows;

/// <summary>How many bytes rows take on the wire.</summary>
internal interface IRowSizes
{
    /// <summary>The whole row.</summary>
    int Body(SyncKey key);

    /// <summary>The row's changed properties with their values.</summary>
    int Change(SyncKey key, ChangedProperties changed);
}
