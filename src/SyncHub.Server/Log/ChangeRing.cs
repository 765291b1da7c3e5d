using SyncHub.Server.Model;

namespace SyncHub.Server.Log;

/// <summary>
/// The recent entries of one model, dense in seq, the oldest given up first. Entries live in an array that is used as a ring and grows and
/// shrinks with what is kept. Not safe for concurrent use: whoever owns it locks.
/// </summary>
/// <param name="retention">How much is kept.</param>
/// <param name="headSeq">The seq that the first entry follows.</param>
internal sealed class ChangeRing(ChangeRetention retention, long headSeq = 0)
{
    private const int SmallestCapacity = 16;

    private LogEntry?[] _slots = [];
    private int _first;

    /// <summary>The seq of the newest entry ever appended, kept or not; 0 before the first.</summary>
    public long HeadSeq { get; private set; } = headSeq;

    /// <summary>Every entry after this seq is kept, none at or below it.</summary>
    public long FloorSeq => HeadSeq - Count;

    /// <summary>How many entries are kept.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes of row bodies, before and after, the kept entries hold.</summary>
    public long Bytes { get; private set; }

    /// <summary>When the oldest entry reaches the age at which it goes; null when none is kept.</summary>
    public DateTimeOffset? NextExpiry => Count == 0 ? null : ExpiryOf(Oldest);

    private LogEntry Oldest => _slots[_first]!;

    /// <summary>Appends the entry that follows the head.</summary>
    public void Append(LogEntry entry)
    {
        if (entry.Seq != HeadSeq + 1)
        {
            throw new ArgumentException($"Entry {entry.Seq} does not follow the head, {HeadSeq}.", nameof(entry));
        }

        if (Count == _slots.Length)
        {
            Resize(Math.Max(SmallestCapacity, Count * 2));
        }

        _slots[IndexOf(Count)] = entry;
        Count++;
        HeadSeq = entry.Seq;
        Bytes += SizeOf(entry);
    }

    /// <summary>Gives up the oldest entries until all bounds hold.</summary>
    public void Prune(DateTimeOffset now)
    {
        while (Count > 0 && (Count > retention.Count || Bytes > retention.Bytes || ExpiryOf(Oldest) <= now))
        {
            Bytes -= SizeOf(Oldest);
            _slots[_first] = null;
            _first = IndexOf(1);
            Count--;
        }

        // A quarter, so that a ring that hovers around a size does not resize back and forth.
        if (_slots.Length > SmallestCapacity && Count <= _slots.Length / 4)
        {
            Resize(Math.Max(SmallestCapacity, Count * 2));
        }
    }

    /// <summary>The entries after a seq, at most so many; empty where some of them are given up, or none came after.</summary>
    public LogEntry[] Read(long afterSeq, int maxEntries)
    {
        if (afterSeq < FloorSeq || afterSeq >= HeadSeq)
        {
            return [];
        }

        var skipped = (int)(afterSeq - FloorSeq);
        var entries = new LogEntry[Math.Min(Count - skipped, maxEntries)];
        for (var index = 0; index < entries.Length; index++)
        {
            entries[index] = _slots[IndexOf(skipped + index)]!;
        }

        return entries;
    }

    private DateTimeOffset ExpiryOf(LogEntry entry) =>
        retention.Age < DateTimeOffset.MaxValue - entry.Timestamp ? entry.Timestamp + retention.Age : DateTimeOffset.MaxValue;

    private static long SizeOf(LogEntry entry) => (long)entry.Change.Before.Utf8.Length + entry.Change.After.Utf8.Length;

    private int IndexOf(int offset)
    {
        var index = _first + offset;
        return index < _slots.Length ? index : index - _slots.Length;
    }

    private void Resize(int capacity)
    {
        var slots = new LogEntry?[capacity];
        for (var index = 0; index < Count; index++)
        {
            slots[index] = _slots[IndexOf(index)];
        }

        _slots = slots;
        _first = 0;
    }
}
