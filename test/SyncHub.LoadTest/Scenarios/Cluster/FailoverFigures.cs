using SyncHub.LoadTest.Contracts.Cluster;

namespace SyncHub.LoadTest.Scenarios.Cluster;

/// <summary>What one killed node gave.</summary>
/// <param name="Report">What its clients saw.</param>
/// <param name="ServerCpuMilliseconds">CPU of the node that took them over, from the kill until the last was back.</param>
/// <param name="EntityReads">Reads of the source for entities on that node.</param>
/// <param name="CollectionReads">Reads of the source for collections on that node.</param>
internal sealed record FailoverFigures(ReturnReport Report, double ServerCpuMilliseconds, long EntityReads, long CollectionReads);
