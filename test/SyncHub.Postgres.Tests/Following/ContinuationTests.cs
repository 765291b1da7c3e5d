using SyncHub.Postgres.Following;
using SyncHub.Server.Log;
using SyncHub.Specification;

namespace SyncHub.Postgres.Tests.Following;

public sealed class ContinuationTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Rows as "first-last", "!" behind one that cannot be read; then where it begins, and the commits.
    [Theory]
    [InlineData(0, 3, "1-2 3-3", 0, "1-2 3-3", 0)]
    [InlineData(2, 3, "1-2 3-3", 2, "3-3", 0)]
    [InlineData(2, 2, "1-2", 2, "", 0)]
    [InlineData(0, 9, "4-6 7-9", 3, "4-6 7-9", 0)]
    [InlineData(2, 9, "1-2 3-4 6-7 8-9", 5, "6-7 8-9", 0)]
    [InlineData(0, 4, "1-1 2-3! 4-4", 3, "4-4", 1)]
    [InlineData(0, 4, "1-1 2-4!", 4, "", 1)]
    [InlineData(0, 4, "1-1", 4, "", 0)]
    [InlineData(0, 4, "", 4, "", 0)]
    public void Of_Rows_GoesOnWithoutAHole(long after, long head, string rows, long start, string commits, int unreadable)
    {
        var failures = 0;

        var part = Continuation.Of("tasks", Head(after), Head(head), rows.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Row), _ => failures++);

        Assert.Equal(start, part.Start.Seq);
        Assert.Equal(commits, string.Join(' ', part.Commits.Select(commit => $"{commit.FirstSeq}-{commit.LastSeq}")));
        Assert.Equal(part.Commits.Select(commit => commit.LastSeq), part.Rows.Select(row => row.LastSeq));
        Assert.Equal(unreadable, failures);
    }

    private static LogHead Head(long seq) => new("epoch", seq, At);

    private static EntryRow Row(string text)
    {
        var numbers = text.TrimEnd('!').Split('-').Select(number => long.Parse(number, provider: null)).ToList();
        var commit = new ModelCommit("tasks", Changes.Commit("tasks", (int)(numbers[1] - numbers[0] + 1)).Changes);
        return new EntryRow(numbers[0], numbers[1], At, "node", 1, text.EndsWith('!') ? [99] : ModelCommitCodec.Encode(commit));
    }
}
