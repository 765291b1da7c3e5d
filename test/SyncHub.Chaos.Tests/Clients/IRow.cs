namespace SyncHub.Chaos.Tests.Clients;

/// <summary>A row as clients see it.</summary>
internal interface IRow
{
    int Id { get; }

    /// <summary>The number of the write that made it what it is.</summary>
    int Write { get; }
}
