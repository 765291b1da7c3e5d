using SyncHub.ClusterNode.Writes;

namespace SyncHub.Chaos.Tests.Writing;

/// <summary>Random writes, so that rows come to and leave every list that clients follow.</summary>
internal static class WriteGenerator
{
    public const int Cards = 60;
    public const int Boards = 4;
    public const int Ranks = 20;

    public static Write Next(Random random, int number)
    {
        var kind = random.Next(100) switch
        {
            < 45 => WriteKind.Save,
            < 70 => WriteKind.Move,
            < 82 => WriteKind.Remove,
            < 86 => WriteKind.ChangeAll,
            < 90 => WriteKind.RemoveAll,
            _ => WriteKind.RollBack,
        };
        int[] cards = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(1, Cards + 1)).Distinct().Order()];
        return new Write(number, kind, cards, random.Next(1, Boards + 1), random.Next(Ranks));
    }

    /// <summary>Writes that fill the database, one for each board.</summary>
    public static IEnumerable<Func<int, Write>> First() => Enumerable.Range(1, Boards).Select(board => new Func<int, Write>(
        number => new Write(number, WriteKind.Move, [.. Enumerable.Range(1, Cards).Where(id => id % Boards == board - 1)], board, board)));

    /// <summary>A write of rows that no other write touches, in both models.</summary>
    /// <param name="key">The key of the rows; below zero.</param>
    public static Func<int, Write> Marker(int key) => number => new Write(number, WriteKind.Move, [key], key, Rank: 0);
}
