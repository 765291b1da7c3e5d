using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Server;

/// <summary>One of the two ways to bring an update to its subscribers.</summary>
internal interface IPublishTarget
{
    Target Target { get; }

    /// <summary>Makes the entities with the keys from 0 on exist.</summary>
    Task SeedAsync(int count);

    /// <summary>Stamps the entity and, where a text is given, changes that too.</summary>
    /// <param name="key">The entity's key.</param>
    /// <param name="stamp">What goes into its <c>sentAt</c>.</param>
    /// <param name="text">What goes into its <c>text</c>; null to leave it as it is.</param>
    /// <param name="paddingBytes">For the baseline: what its record lacks to be as long as SyncHub's.</param>
    Task PublishAsync(string key, long stamp, string? text, int paddingBytes);
}
