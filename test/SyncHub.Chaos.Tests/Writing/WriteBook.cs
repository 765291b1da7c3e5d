using System.Collections.Concurrent;
using SyncHub.Chaos.Tests.Clients;
using SyncHub.ClusterNode.Rows;
using SyncHub.ClusterNode.Writes;

namespace SyncHub.Chaos.Tests.Writing;

/// <summary>What was written, or tried: whatever a client shows must come from one of these writes, and from none that came to nothing.</summary>
internal sealed class WriteBook
{
    private readonly ConcurrentDictionary<int, Write> _writes = new();
    private readonly ConcurrentDictionary<int, WriteFate> _fates = new();
    private readonly ConcurrentDictionary<int, string> _shown = new();
    private int _last;

    /// <summary>Notes a write, before it is sent.</summary>
    public Write Add(Func<int, Write> create)
    {
        var write = create(Interlocked.Increment(ref _last));
        _writes[write.Number] = write;
        return write;
    }

    /// <summary>Notes what became of it.</summary>
    public void End(Write write, WriteFate fate) => _fates[write.Number] = fate;

    /// <summary>How many writes met which end.</summary>
    public string Summary => string.Join(", ", _fates.Values.CountBy(fate => fate).OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}"));

    public int Count(WriteFate fate) => _fates.Values.Count(other => other == fate);

    /// <summary>What is wrong with a row that somebody shows; null for nothing.</summary>
    public string? ComplaintOf(IRow row, string where)
    {
        _shown.GetOrAdd(row.Write, static (_, shown) => $"{shown.where} showed {shown.row}", (where, row));
        return row switch
        {
            _ when !_writes.TryGetValue(row.Write, out _) => $"{row} was never written",
            CardRow card when !Makes(_writes[row.Write], card) => $"{row} is not what {Text(row.Write)} makes of it",
            BoardRow board when _writes[row.Write] is var write && (write.Kind != WriteKind.Move || write.Rank != board.Rank) => $"{row} is not what {Text(row.Write)} makes of it",
            _ => null,
        };
    }

    /// <summary>Rows that somebody has shown although the database had refused them. Known only when all writes are over.</summary>
    public IEnumerable<string> ShownThoughRefused() => _fates.Where(fate => fate.Value == WriteFate.Refused && _shown.ContainsKey(fate.Key))
        .Select(fate => $"{_shown[fate.Key]}, which the database had refused: {Text(fate.Key)}");

    private static bool Makes(Write write, CardRow card)
    {
        var isConcerned = write.Kind == WriteKind.ChangeAll || (write.Kind is WriteKind.Save or WriteKind.Move && write.Cards.Contains(card.Id));
        return isConcerned && CardRow.Of(write.ApplyTo(new Card { Id = card.Id })) == card;
    }

    private string Text(int number) => _writes[number] is var write ? $"write {number}, {write.Kind} of [{string.Join(' ', write.Cards)}] to board {write.Board}, rank {write.Rank}" : "";
}
