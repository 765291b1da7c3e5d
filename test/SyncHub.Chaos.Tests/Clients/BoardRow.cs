using SyncHub.ClusterNode.Rows;

namespace SyncHub.Chaos.Tests.Clients;

/// <summary>A <see cref="Board"/> as clients see it.</summary>
internal sealed record BoardRow(int Id, int Rank, int Write) : IRow
{
    public static BoardRow Of(Board board) => new(board.Id, board.Rank, board.Write);
}
