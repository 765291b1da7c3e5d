using SyncHub.Specification;
using SyncHub.Testing.Redis;

namespace SyncHub.Redis.Tests;

public sealed class ClusterTests
{
    [Fact]
    public async Task Append_CommitOverModels_IsOneStepAndSeenByOthers()
    {
        await using var server = await RedisServer.StartClusterAsync();
        await using var first = await TestNode.StartAsync(server.Endpoint);
        await using var second = await TestNode.StartAsync(server.Endpoint);

        var head = await first.WriteAsync([Changes.Add("tasks", "t"), Changes.Add("notes", "n")]);

        await second.UntilAsync(other => other == head);
        Assert.Equal(["t", "n"], [.. await second.KeysAsync(), .. await second.KeysAsync("notes")]);
    }
}
