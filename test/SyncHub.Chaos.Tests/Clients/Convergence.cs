using System.Text;
using SyncHub.Chaos.Tests.Cluster;

namespace SyncHub.Chaos.Tests.Clients;

/// <summary>What every chaos test asks in the end: does every handle of every client come to equal the database?</summary>
internal static class Convergence
{
    private const int MostDifferences = 30;

    /// <summary>Waits until all handles are live and equal, or the limit is over.</summary>
    /// <returns>The differences by the follower that has them; empty where all are equal.</returns>
    public static async Task<IReadOnlyList<(Follower Follower, string Difference)>> WaitAsync(IEnumerable<Follower> followers, TimeSpan limit)
    {
        using var ending = new CancellationTokenSource(limit, TimeProvider.System);
        var handles = followers.SelectMany(follower => follower.Handles.Select(handle => (follower, handle)));
        var differences = await Task.WhenAll(handles.Select(async pair => (pair.follower, Difference: await pair.handle.ConvergeAsync(ending.Token))));
        return [.. differences.Where(pair => pair.Difference is not null).Select(pair => (pair.follower, pair.Difference!))];
    }

    /// <summary>The differences, and what the nodes had to say that the followers in question were connected to.</summary>
    public static string Report(IReadOnlyList<(Follower Follower, string Difference)> differences, NodeCluster cluster)
    {
        var text = new StringBuilder();
        foreach (var (follower, difference) in differences.Take(MostDifferences))
        {
            text.AppendLine($"On node {follower.Node.Number}: {difference}");
        }

        var concerned = differences.Select(pair => pair.Follower.Node).ToHashSet();
        foreach (var node in cluster.Nodes)
        {
            text.AppendLine($"--- Node {node.Number}");
            text.AppendJoin(Environment.NewLine, node.Log.TakeLast(concerned.Contains(node) ? 400 : 60)).AppendLine();
        }

        return text.ToString();
    }
}
