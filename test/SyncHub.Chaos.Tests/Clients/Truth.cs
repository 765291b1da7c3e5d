using Microsoft.EntityFrameworkCore;
using SyncHub.Chaos.Tests.Cluster;

namespace SyncHub.Chaos.Tests.Clients;

/// <summary>What the database says. It is asked anew each time: what was sent to a node that was halted it may still be about to do.</summary>
internal sealed class Truth(NodeCluster cluster)
{
    public async Task<IReadOnlyList<T>> RowsAsync<T>()
        where T : class, IRow
    {
        await using var db = cluster.Open();
        return typeof(T) == typeof(CardRow)
            ? [.. (await db.Cards.ToListAsync()).Select(CardRow.Of).Cast<T>()]
            : [.. (await db.Boards.ToListAsync()).Select(BoardRow.Of).Cast<T>()];
    }
}
