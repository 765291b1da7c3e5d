using System.Globalization;
using Microsoft.Extensions.Logging;
using SyncHub.Redis.Connection;
using SyncHub.Redis.Scripts;
using SyncHub.Server.Log;

namespace SyncHub.Redis.Following;

/// <summary>What was read of one model's stream: where it begins, and what follows from there without a hole.</summary>
/// <param name="Start">The head that the first commit follows.</param>
/// <param name="Commits">The commits.</param>
/// <param name="Writers">Of each, the node that sent it and that node's number for it.</param>
internal sealed record StreamPart(LogHead Start, IReadOnlyList<LoggedCommit> Commits, IReadOnlyList<string> Writers)
{
    /// <summary>A node's own commits among them: its numbers, and the heads that they made.</summary>
    public IEnumerable<(long Number, LogHead Head)> WrittenBy(string node)
    {
        for (var index = 0; index < Commits.Count; index++)
        {
            if (Writers[index].Split(' ') is [var writer, var number] && writer == node)
            {
                yield return (long.Parse(number, CultureInfo.InvariantCulture), new LogHead(Start.Epoch, Commits[index].LastSeq, Commits[index].Timestamp));
            }
        }
    }
}

/// <summary>Reads streams, page by page.</summary>
internal sealed class StreamReader(RedisKeys keys, ILogger logger)
{
    private const int EntriesPerPage = 128;

    /// <summary>Reads what follows a seq up to a head; less from its beginning on where the stream has lost or cannot tell it. Null where the epoch is another by now.</summary>
    public async Task<StreamPart?> ReadAsync(RedisLink link, string model, long afterSeq, LogHead head)
    {
        var commits = new List<LoggedCommit>();
        var writers = new List<string>();
        var start = head with { Seq = afterSeq };
        var next = afterSeq + 1;
        while (next <= head.Seq)
        {
            var arguments = PageScript.Arguments(keys, head.Epoch, model, next, head.Seq, EntriesPerPage);
            var page = PageScript.Read(await link.RunAsync(PageScript.Text, arguments).ConfigureAwait(false));
            if (page is null)
            {
                return null;
            }

            if (page.Count == 0)
            {
                return new StreamPart(head, [], []);
            }

            foreach (var entry in page)
            {
                if (Decode(model, entry) is not { } commit)
                {
                    commits.Clear();
                    writers.Clear();
                    start = new LogHead(head.Epoch, entry.LastSeq, entry.Timestamp);
                }
                else
                {
                    if (entry.FirstSeq != next)
                    {
                        commits.Clear();
                        writers.Clear();
                        start = new LogHead(head.Epoch, entry.FirstSeq - 1, entry.Timestamp);
                    }

                    commits.Add(new LoggedCommit(commit, entry.FirstSeq, entry.Timestamp));
                    writers.Add(entry.Writer);
                }

                next = entry.LastSeq + 1;
            }
        }

        return new StreamPart(start, commits, writers);
    }

    /// <summary>Whether the stream still has, at a head, what was there.</summary>
    public async Task<bool> HasAsync(RedisLink link, string model, LogHead head)
    {
        var arguments = PageScript.Arguments(keys, head.Epoch, model, head.Seq, head.Seq, 1);
        return PageScript.Read(await link.RunAsync(PageScript.Text, arguments).ConfigureAwait(false)) is [var entry] && entry.Timestamp == head.Timestamp;
    }

    private ModelCommit? Decode(string model, StreamEntry entry)
    {
        try
        {
            var commit = ModelCommitCodec.Decode(model, entry.Payload);
            return commit.Changes.Count == entry.LastSeq - entry.FirstSeq + 1
                ? commit
                : throw new InvalidDataException($"The entry of model '{model}' at {entry.LastSeq} holds {commit.Changes.Count} changes, and says that it begins at {entry.FirstSeq}.");
        }
        catch (InvalidDataException exception)
        {
            logger.Unreadable(model, exception);
            return null;
        }
    }
}
