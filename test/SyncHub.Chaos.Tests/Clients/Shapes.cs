namespace SyncHub.Chaos.Tests.Clients;

/// <summary>The lists that each client follows: filters, orders, pages, totals, of both models.</summary>
internal static class Shapes
{
    public static readonly Shape<CardRow>[] Cards =
    [
        new("all cards", cards => cards),
        new("first of a board", cards => cards.Where(card => card.Board == 1).OrderBy(card => card.Rank).Take(10))
        {
            Filter = card => card.Board == 1, Order = (x, y) => x.Rank.CompareTo(y.Rank), Top = 10,
        },
        new("second page by rank", cards => cards.Where(card => card.Rank >= 5).OrderByDescending(card => card.Rank).Skip(5).Take(5))
        {
            Filter = card => card.Rank >= 5, Order = (x, y) => y.Rank.CompareTo(x.Rank), Skip = 5, Top = 5,
        },
        new("open elsewhere", cards => cards.Where(card => !card.Done && card.Board != 2).OrderByDescending(card => card.Write).Take(20))
        {
            Filter = card => !card.Done && card.Board != 2, Order = (x, y) => y.Write.CompareTo(x.Write), Top = 20,
        },
        new("by text", cards => cards.Where(card => card.Text.StartsWith('b') || card.Text.StartsWith('d')).OrderBy(card => card.Text).ThenByDescending(card => card.Rank).Skip(1).Take(4).WithoutTotal())
        {
            Filter = card => card.Text[0] is 'b' or 'd', Order = (x, y) => string.CompareOrdinal(x.Text, y.Text) is var text and not 0 ? text : y.Rank.CompareTo(x.Rank),
            Skip = 1, Top = 4, HasTotal = false,
        },
        new("one rank", cards => cards.Where(card => new[] { 3, 7, 11 }.Contains(card.Rank)))
        {
            Filter = card => card.Rank is 3 or 7 or 11,
        },
    ];

    public static readonly Shape<BoardRow>[] Boards =
    [
        new("all boards", boards => boards),
        new("latest boards", boards => boards.OrderByDescending(board => board.Write).Take(2)) { Order = (x, y) => y.Write.CompareTo(x.Write), Top = 2 },
    ];
}
