using SyncHub.Json;
using SyncHub.Server.Log;

namespace SyncHub.Server.Tests.Feed;

/// <summary>Makes log entries.</summary>
internal static class Entries
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static LogEntry Add(long seq, SyncKey key, string body) => Of(seq, new Change
    {
        Model = "Note",
        Key = key,
        Kind = ChangeKind.Add,
        After = RawJson.Parse(body),
    });

    public static LogEntry Update(long seq, SyncKey key, string before, string after, string delta) => Of(seq, new Change
    {
        Model = "Note",
        Key = key,
        Kind = ChangeKind.Update,
        Before = RawJson.Parse(before),
        After = RawJson.Parse(after),
        Delta = RawJson.Parse(delta),
    });

    public static LogEntry Remove(long seq, SyncKey key, string before) => Of(seq, new Change
    {
        Model = "Note",
        Key = key,
        Kind = ChangeKind.Remove,
        Before = RawJson.Parse(before),
    });

    public static LogEntry Of(long seq, Change change) => new()
    {
        Change = change,
        Seq = seq,
        CommitSeq = seq,
        CommitFirstSeq = seq,
        Timestamp = Start + TimeSpan.FromSeconds(seq),
    };
}
