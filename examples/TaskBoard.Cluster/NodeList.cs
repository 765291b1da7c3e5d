namespace TaskBoard.Cluster;

/// <summary>The servers, by number from 1 on.</summary>
internal sealed class NodeList : IAsyncDisposable
{
    public NodeList(ClusterSettings settings, Func<int, NodeProcess> create) =>
        All = settings.Nodes is >= 1 and <= 9
            ? [.. Enumerable.Range(settings.FirstPort, settings.Nodes).Select(create)]
            : throw new InvalidOperationException($"Nodes is {settings.Nodes}; give 1 to 9.");

    public IReadOnlyList<NodeProcess> All { get; }

    public async Task StartAllAsync()
    {
        foreach (var node in All)
        {
            await node.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in All)
        {
            await node.KillAsync();
        }
    }
}
