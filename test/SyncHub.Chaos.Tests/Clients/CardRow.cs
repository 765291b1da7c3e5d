using SyncHub.ClusterNode.Rows;

namespace SyncHub.Chaos.Tests.Clients;

/// <summary>A <see cref="Card"/> as clients see it.</summary>
internal sealed record CardRow(int Id, int Board, int Rank, bool Done, string Text, int Write) : IRow
{
    public static CardRow Of(Card card) => new(card.Id, card.Board, card.Rank, card.Done, card.Text, card.Write);
}
