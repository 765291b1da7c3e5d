using System.Text;
using SyncHub.Redis.Following;

namespace SyncHub.Redis.Tests.Following;

public sealed class NewsMessageTests
{
    private const string Commit = "C\nepoch\nnode\n12\n2\ntasks\n4\n6\n0000000000000000009\n3\nnotes\n0\n1\n0000000000000000009\n-1\n\n\u0001x";

    [Fact]
    public void Parse_Commit_HasItsPartsAndTheBytesAsTheyAre()
    {
        var commit = Assert.IsType<NewsMessage.Committed>(Parse(Commit));

        Assert.Equal(("epoch", "node", 12), (commit.Epoch, commit.Node, commit.Number));
        Assert.Equal([("tasks", 4, 6, 9), ("notes", 0, 1, 9)], commit.Parts.Select(part => (part.Model, part.PreviousSeq, part.LastSeq, part.Timestamp.UtcTicks)));
        Assert.Equal("\n\u0001x"u8.ToArray(), commit.Parts[0].Payload!.Value.ToArray());
        Assert.Null(commit.Parts[1].Payload);
    }

    [Fact]
    public void Parse_EpochAndBeat_AreRead()
    {
        Assert.Equal(new NewsMessage.Began("epoch"), Parse("E\nepoch"));
        Assert.Equal(new NewsMessage.Beat("node", 7), Parse("B\nnode\n7"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("X\nfuture")]
    [InlineData("E\n")]
    [InlineData("B\nnode\nseven")]
    [InlineData("C\nepoch\nnode\n1\n0\n")]
    [InlineData("C\nepoch\nnode\n1\n1\ntasks\n6\n6\n9\n0\n")]
    [InlineData("C\nepoch\nnode\n1\n1\ntasks\n4\n6\n9\n5\nab")]
    [InlineData("C\nepoch\nnode\n1\n1\ntasks\n4\n6\n9\n1\nab")]
    [InlineData("C\nepoch\nnode\n1\n1\ntasks\n4\n6\n-9\n1\na")]
    public void Parse_AnythingElse_IsNothing(string message) => Assert.Null(Parse(message));

    [Theory]
    [InlineData(5)]
    public void Parse_DamagedCommit_NeverThrows(int seed)
    {
        var random = new Random(seed);
        for (var count = 0; count < 20_000; count++)
        {
            var bytes = Encoding.UTF8.GetBytes(Commit);
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            NewsMessage.Parse(bytes.AsMemory(0, random.Next(bytes.Length + 1)));
        }
    }

    private static NewsMessage? Parse(string message) => NewsMessage.Parse(Encoding.UTF8.GetBytes(message));
}
