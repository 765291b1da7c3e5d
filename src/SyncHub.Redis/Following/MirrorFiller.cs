using Microsoft.Extensions.Logging;
using SyncHub.Redis.Connection;
using SyncHub.Redis.Scripts;
using SyncHub.Server.Log;
using SyncHub.Server.Log.Remote;

namespace SyncHub.Redis.Following;

/// <summary>Fills the mirror with what Redis has and tells of it. The follower's loop alone calls it.</summary>
internal sealed class MirrorFiller(ChangeLogMirror mirror, Arrivals arrivals, StreamReader streams, string node, RedisLogOptions options, RedisMetrics metrics, ILogger logger)
{
    private readonly Dictionary<string, LogHead> _heads = new(mirror.GetHeads(), StringComparer.Ordinal);

    /// <summary>Whether the mirror has been filled at all.</summary>
    public bool IsFilled { get; private set; }

    public string Epoch { get; private set; } = mirror.Epoch;

    /// <summary>Where the mirror stands.</summary>
    public IReadOnlyDictionary<string, LogHead> Heads => _heads;

    /// <summary>Takes a published commit that follows the heads.</summary>
    public void Append(NewsMessage.Committed commit)
    {
        var logged = new List<LoggedCommit>(commit.Parts.Count);
        foreach (var part in commit.Parts)
        {
            if (!_heads.ContainsKey(part.Model))
            {
                continue;
            }

            try
            {
                logged.Add(new LoggedCommit(ModelCommitCodec.Decode(part.Model, part.Payload!.Value), part.PreviousSeq + 1, part.Timestamp));
            }
            catch (InvalidDataException exception)
            {
                logger.Unreadable(part.Model, exception);
                Skip(new LogHead(commit.Epoch, part.LastSeq, part.Timestamp), part.Model);
            }
        }

        if (commit.Node == node)
        {
            logged.ForEach(part => arrivals.Saw(commit.Number, part.Commit.Model, new LogHead(commit.Epoch, part.LastSeq, part.Timestamp)));
        }

        if (logged.Count > 0)
        {
            Tell(mirror.Append(logged));
        }
    }

    /// <summary>Reads the whole log of another epoch; false where it is in yet another by now.</summary>
    public async Task<bool> LoadAsync(RedisLink link, BeatAnswer answer)
    {
        var starts = new Dictionary<string, LogHead>(StringComparer.Ordinal);
        var commits = new List<LoggedCommit>();
        foreach (var (model, head) in answer.Heads.Where(head => head.Value.Seq > 0))
        {
            if (await streams.ReadAsync(link, model, 0, head).ConfigureAwait(false) is not { } part)
            {
                return false;
            }

            starts.Add(model, part.Start);
            commits.AddRange(part.Commits);
        }

        Epoch = answer.Epoch;
        IsFilled = true;
        Tell(mirror.Reset(answer.Epoch, answer.Began, starts, commits));
        arrivals.EpochBegan();
        return true;
    }

    /// <summary>Reads what the mirror lacks; false where the log is in another epoch by now.</summary>
    public async Task<bool> CatchUpAsync(RedisLink link, BeatAnswer answer)
    {
        var commits = new List<LoggedCommit>();
        var skips = new List<(string Model, LogHead To)>();
        foreach (var (model, head) in answer.Heads)
        {
            var missing = head.Seq - _heads[model].Seq;
            if (missing <= 0)
            {
                continue;
            }

            if (missing > options.CatchUpChanges)
            {
                skips.Add((model, head));
                continue;
            }

            if (await streams.ReadAsync(link, model, _heads[model].Seq, head).ConfigureAwait(false) is not { } part)
            {
                return false;
            }

            if (part.Start.Seq > _heads[model].Seq)
            {
                skips.Add((model, part.Start));
            }

            metrics.Filled(model, missing);
            commits.AddRange(part.Commits);
            foreach (var (number, at) in part.WrittenBy(node))
            {
                arrivals.Saw(number, model, at);
            }
        }

        foreach (var (model, to) in skips)
        {
            logger.Skipped(model, to.Seq - _heads[model].Seq, to.Seq);
            Skip(to, model);
        }

        if (commits.Count > 0)
        {
            Tell(mirror.Append(commits));
        }

        return true;
    }

    /// <summary>Whether what the mirror has is what Redis has, as far as that goes; for a Redis that may have lost something.</summary>
    public async Task<bool> IsBornOutAsync(RedisLink link, BeatAnswer answer)
    {
        foreach (var (model, head) in _heads.Where(head => head.Value.Seq > 0))
        {
            var there = answer.Heads[model];
            if (there != head && (there.Seq <= head.Seq || !await streams.HasAsync(link, model, head).ConfigureAwait(false)))
            {
                return false;
            }
        }

        return true;
    }

    private void Skip(LogHead to, string model)
    {
        metrics.Resynced("gap");
        Tell(mirror.Skip(model, to.Seq, to.Timestamp));
    }

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
