using Microsoft.Extensions.Logging;
using SyncHub.Server.Log;
using SyncHub.Server.Log.Remote;

namespace SyncHub.Postgres.Following;

/// <summary>Fills the mirror with what was read, and tells of it. The follower's loop alone calls it.</summary>
internal sealed class MirrorFiller(ChangeLogMirror mirror, Arrivals arrivals, string node, ILogger logger)
{
    private readonly Dictionary<string, LogHead> _heads = new(mirror.GetHeads(), StringComparer.Ordinal);

    /// <summary>Whether the mirror has been filled at all.</summary>
    public bool IsFilled { get; private set; }

    public string Epoch { get; private set; } = mirror.Epoch;

    /// <summary>Where the mirror stands.</summary>
    public IReadOnlyDictionary<string, LogHead> Heads => _heads;

    /// <summary>Whether the log has less than the mirror, or something else: within an epoch heads go forward only, and what was there stays.</summary>
    public bool Contradicts(LogView view) => view.Epoch == Epoch && _heads.Any(mine =>
    {
        var there = view.Heads[mine.Key];
        return mine.Value.Seq > 0
            && (there.Seq < mine.Value.Seq
                || (there.Seq == mine.Value.Seq && there != mine.Value)
                || view.Entries[mine.Key].Any(row => row.FirstSeq <= mine.Value.Seq && (row.LastSeq, row.At) != (mine.Value.Seq, mine.Value.Timestamp)));
    });

    /// <summary>Gives up what the mirror has for another epoch.</summary>
    public void Load(LogView view)
    {
        var none = new LogHead(view.Epoch!, 0, view.Began);
        var parts = view.Heads.Select(head => (Model: head.Key, Part: Read(head.Key, none, head.Value, view))).ToList();
        Epoch = view.Epoch!;
        IsFilled = true;
        Tell(mirror.Reset(
            view.Epoch!,
            view.Began,
            parts.Where(part => part.Part.Start.Seq > 0).ToDictionary(part => part.Model, part => part.Part.Start, StringComparer.Ordinal),
            [.. parts.SelectMany(part => part.Part.Commits)]));
        arrivals.EpochBegan();
    }

    /// <summary>Adds what the mirror lacks.</summary>
    public void Add(LogView view)
    {
        var commits = new List<LoggedCommit>();
        foreach (var (model, head) in view.Heads)
        {
            var mine = _heads[model];
            if (head.Seq <= mine.Seq)
            {
                continue;
            }

            var part = Read(model, mine, head, view);
            if (part.Start.Seq > mine.Seq)
            {
                logger.Skipped(model, part.Start.Seq - mine.Seq, part.Start.Seq);
                Tell(mirror.Skip(model, part.Start.Seq, part.Start.Timestamp));
            }

            commits.AddRange(part.Commits);
            foreach (var row in part.Rows.Where(row => row.Node == node))
            {
                arrivals.Saw(row.Number, model, new LogHead(Epoch, row.LastSeq, row.At));
            }
        }

        if (commits.Count > 0)
        {
            Tell(mirror.Append(commits));
        }
    }

    private Continuation Read(string model, LogHead after, LogHead head, LogView view) =>
        Continuation.Of(model, after, head, view.Entries[model], exception => logger.Unreadable(model, exception));

    private void Tell(MirrorNews news)
    {
        foreach (var (model, head) in news.Heads)
        {
            _heads[model] = head;
        }

        news.Tell();
        arrivals.Told(news.Heads);
    }
}
