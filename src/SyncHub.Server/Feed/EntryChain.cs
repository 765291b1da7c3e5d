using SyncHub.Json;
using SyncHub.Server.Data;
using SyncHub.Server.Log;

namespace SyncHub.Server.Feed;

/// <summary>
/// Links a change whose images were read beside the log to what the log said last about its row, so that whoever follows the log sees each row go from
/// image to image without a jump. Pure.
/// </summary>
internal static class EntryChain
{
    /// <summary>The entry as those who follow the log have to see it.</summary>
    /// <param name="entry">The entry as the log has it.</param>
    /// <param name="previous">The newest held entry of the same key, linked; null for none.</param>
    /// <param name="tolerance">How far the timestamps of other nodes may be off.</param>
    public static LogEntry Resolve(LogEntry entry, LogEntry? previous, TimeSpan tolerance)
    {
        var change = entry.Change;
        if (!change.BeforeIsHint)
        {
            return entry;
        }

        var saysBefore = !change.Before.IsAbsent || change.Kind == ChangeKind.Add;
        if (previous is null)
        {
            return saysBefore ? Between(entry, change.Before) with { ChainBegan = entry.Timestamp } : Unknown(entry);
        }

        if (entry.VisibleSince > previous.ChainBegan + tolerance)
        {
            return Between(entry, previous.Change.After) with { ChainBegan = previous.ChainBegan, PreviousSeq = previous.Seq };
        }

        // Two writers of a row that none of the log's held entries spoke of: the later one's entry came first and said what it found. What the earlier
        // one found, which followers may still be shown, only its own entry says.
        var late = saysBefore
            ? Whole(entry, previous.Change.After) with { Effect = EntryEffect.Contested, Hint = change.Before }
            : Unknown(entry);
        return late with { ChainBegan = previous.ChainBegan, PreviousSeq = previous.Seq };
    }

    private static LogEntry Unknown(LogEntry entry) => Whole(entry, before: default) with { Effect = EntryEffect.BeforeUnknown };

    private static LogEntry Between(LogEntry entry, RawJson before)
    {
        var after = entry.Change.After;
        if (before.IsAbsent || after.IsAbsent)
        {
            var isNothing = before.IsAbsent && after.IsAbsent;
            return Whole(entry, before) with { Effect = isNothing ? EntryEffect.Nothing : EntryEffect.Exact };
        }

        var delta = BodyDiff.Compute(before, after);
        return entry with
        {
            Change = entry.Change with { Kind = ChangeKind.Update, Before = before, Delta = delta },
            Effect = delta.IsAbsent ? EntryEffect.Nothing : EntryEffect.Exact,
        };
    }

    private static LogEntry Whole(LogEntry entry, RawJson before) => entry with
    {
        Change = entry.Change with
        {
            Kind = entry.Change.After.IsAbsent ? ChangeKind.Remove : ChangeKind.Add,
            Before = before,
            Delta = default,
        },
    };
}
