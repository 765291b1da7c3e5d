using SyncHub.Server.Log;

namespace SyncHub.Postgres.Following;

/// <summary>What of one model's entries goes on from a mirror's head: where that begins, and what follows from there without a hole.</summary>
/// <param name="Start">The head that the first commit follows; beyond the mirror's, where something between is gone.</param>
/// <param name="Commits">The commits.</param>
/// <param name="Rows">The rows that they were in.</param>
internal sealed record Continuation(LogHead Start, IReadOnlyList<LoggedCommit> Commits, IReadOnlyList<EntryRow> Rows)
{
    /// <summary>Reads entries up to a head. Those before a hole, and before one that cannot be read, are given up.</summary>
    /// <param name="model">The model.</param>
    /// <param name="after">The mirror's head.</param>
    /// <param name="head">The log's head.</param>
    /// <param name="entries">What is between them, in order; one that ends at the mirror's head is passed over.</param>
    /// <param name="unreadable">Called for an entry that cannot be read.</param>
    public static Continuation Of(string model, LogHead after, LogHead head, IEnumerable<EntryRow> entries, Action<InvalidDataException> unreadable)
    {
        var start = after;
        var commits = new List<LoggedCommit>();
        var rows = new List<EntryRow>();
        var last = after.Seq;
        foreach (var row in entries.Where(row => row.LastSeq > after.Seq))
        {
            if (row.FirstSeq != last + 1)
            {
                BeginAgain(new LogHead(head.Epoch, row.FirstSeq - 1, row.At));
            }

            last = row.LastSeq;
            try
            {
                commits.Add(new LoggedCommit(Decode(model, row), row.FirstSeq, row.At));
                rows.Add(row);
            }
            catch (InvalidDataException exception)
            {
                unreadable(exception);
                BeginAgain(new LogHead(head.Epoch, row.LastSeq, row.At));
            }
        }

        return last == head.Seq ? new Continuation(start, commits, rows) : new Continuation(head, [], []);

        void BeginAgain(LogHead from)
        {
            start = from;
            commits.Clear();
            rows.Clear();
        }
    }

    private static ModelCommit Decode(string model, EntryRow row)
    {
        var commit = ModelCommitCodec.Decode(model, row.Payload);
        return commit.Changes.Count == row.LastSeq - row.FirstSeq + 1
            ? commit
            : throw new InvalidDataException($"The entry of model '{model}' at {row.LastSeq} holds {commit.Changes.Count} changes, and says that it begins at {row.FirstSeq}.");
    }
}
