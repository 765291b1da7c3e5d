using SyncHub.ClusterNode.Rows;

namespace SyncHub.ClusterNode.Writes;

/// <summary>One write of rows. Its number is its own, and with the row's key says all that the row becomes.</summary>
/// <param name="Number">Which write it is.</param>
/// <param name="Kind">How rows are written.</param>
/// <param name="Cards">The keys of the cards, where the kind is about single ones.</param>
/// <param name="Board">The board that cards come to, or whose cards change.</param>
/// <param name="Rank">The rank that rows get.</param>
public sealed record Write(int Number, WriteKind Kind, IReadOnlyList<int> Cards, int Board, int Rank)
{
    /// <summary>Makes a card what this write makes of it.</summary>
    public Card ApplyTo(Card card)
    {
        ArgumentNullException.ThrowIfNull(card);
        (card.Board, card.Rank, card.Done, card.Text, card.Write) = (Board, Rank, Done, Text, Number);
        return card;
    }

    /// <summary>Whether cards are done; follows from the number, as does <see cref="Text"/>.</summary>
    public bool Done => Number % 3 == 0;

    /// <summary>The text that cards get.</summary>
    public string Text => $"{"abcde"[Number % 5]}{Number % 7}";
}
