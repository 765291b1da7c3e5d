using SyncHub.Server.Model;

namespace SyncHub.Postgres.Appending;

/// <summary>Which entries go when others come. In small steps: entries may outlive the retention for a while, and mirrors are exact.</summary>
internal static class Trimming
{
    /// <summary>How many of the oldest entries of a model may go with each commit that comes: more than one, so that it catches up.</summary>
    public const int EntriesPerCommit = 4;

    /// <summary>The head after trimming.</summary>
    /// <param name="head">The head with all that comes.</param>
    /// <param name="oldest">The oldest entries, in order; never those that come.</param>
    /// <param name="retention">What is kept.</param>
    /// <param name="now">The time, UTC.</param>
    public static HeadRow Apply(HeadRow head, IEnumerable<OldEntry> oldest, ChangeRetention retention, DateTimeOffset now)
    {
        var expired = retention.Age < now - DateTimeOffset.MinValue ? now.UtcTicks - retention.Age.Ticks : 0;
        foreach (var entry in oldest)
        {
            if (head.Seq - head.Floor <= retention.Count && head.Bytes <= retention.Bytes && entry.At > expired)
            {
                break;
            }

            head = head with { Floor = entry.LastSeq, Bytes = head.Bytes - entry.RowBytes };
        }

        return head;
    }
}
