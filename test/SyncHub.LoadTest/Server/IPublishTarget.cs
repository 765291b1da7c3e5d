using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Server;

/// <summary>One of the two ways to bring an update to its subscribers.</summary>
internal interface IPublishTarget
{
    Target Target { get; }

    /// <summary>Makes the entities with the keys from 0 on exist.</summary>
    Task SeedAsync(int count);

    /// <summary>Stamps the entity and, where a text is given, changes that too.</summary>
    Task PublishAsync(string key, long stamp, string? text, int recordBytes);
}
