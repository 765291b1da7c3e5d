using SyncHub.Redis.Following;
using SyncHub.Server.Log;

namespace SyncHub.Redis.Tests.Following;

public sealed class MessageMeaningTests
{
    private static readonly Dictionary<string, LogHead> Heads = new()
    {
        ["a"] = new("one", 5, default),
        ["b"] = new("one", 0, default),
    };

    /// <summary>Each part: model, the head that it follows, the head that it makes, and whether its changes come along.</summary>
    public static TheoryData<string, string, string> Table => new()
    {
        { "one", "a 5-6 +", nameof(MessageMeaning.Append) },
        { "one", "a 5-9 +", nameof(MessageMeaning.Append) },
        { "one", "a 5-6 -", nameof(MessageMeaning.Fill) },
        { "one", "a 6-7 +", nameof(MessageMeaning.Fill) },
        { "one", "a 6-7 -", nameof(MessageMeaning.Fill) },
        { "one", "a 4-6 +", nameof(MessageMeaning.Fill) },
        { "one", "a 4-5 +", nameof(MessageMeaning.Ignore) },
        { "one", "a 4-5 -", nameof(MessageMeaning.Ignore) },
        { "one", "a 0-1 +", nameof(MessageMeaning.Ignore) },
        { "one", "b 0-1 +", nameof(MessageMeaning.Append) },
        { "one", "a 5-6 +, b 0-2 +", nameof(MessageMeaning.Append) },
        { "one", "a 5-6 +, b 1-2 +", nameof(MessageMeaning.Fill) },
        { "one", "a 5-6 +, b 0-2 -", nameof(MessageMeaning.Fill) },
        { "one", "a 6-7 +, b 0-2 +", nameof(MessageMeaning.Fill) },
        { "one", "a 4-5 +, b 0-2 +", nameof(MessageMeaning.Fill) },
        { "one", "b 0-2 +, a 4-5 +", nameof(MessageMeaning.Fill) },
        { "one", "x 0-1 +", nameof(MessageMeaning.Ignore) },
        { "one", "x 7-8 -", nameof(MessageMeaning.Ignore) },
        { "one", "x 7-8 +, a 5-6 +", nameof(MessageMeaning.Append) },
        { "one", "x 7-8 +, a 6-7 +", nameof(MessageMeaning.Fill) },
        { "two", "a 5-6 +", nameof(MessageMeaning.Reset) },
        { "two", "a 0-1 +", nameof(MessageMeaning.Reset) },
        { "two", "x 0-1 +", nameof(MessageMeaning.Reset) },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Of_EveryCase_IsAsInTheTable(string epoch, string parts, string expected)
    {
        var commit = new NewsMessage.Committed(epoch, "n", 1, [.. parts.Split(", ").Select(Part)]);

        Assert.Equal(Enum.Parse<MessageMeaning>(expected), MessageMeanings.Of("one", Heads, commit));
    }

    private static PublishedPart Part(string text)
    {
        var fields = text.Split([' ', '-'], 4);
        return new PublishedPart(fields[0], long.Parse(fields[1], null), long.Parse(fields[2], null), default, fields[3] == "+" ? new ReadOnlyMemory<byte>([1]) : (ReadOnlyMemory<byte>?)null);
    }
}
