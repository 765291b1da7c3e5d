namespace SyncHub.LoadTest.Server.Cluster;

/// <summary>The rows of collections whose reads are counted apart.</summary>
internal sealed class RoomItem : StoredRow;
