namespace SyncHub.LoadTest.Server.Cluster;

/// <summary>What is written to.</summary>
internal sealed class StoredItem : StoredRow;
