using SyncHub.Client.Entities;
using SyncHub.Client.Mutations;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Mutations;

public sealed class RowImagesTests
{
    private static readonly HashSet<string> Keys = ["1"];

    [Theory]
    [InlineData(9, "e1", 5, "e1", "first")]
    [InlineData(5, "e1", 9, "e1", "second")]
    [InlineData(5, "e1", 5, "e1", "second")]
    [InlineData(9, "e1", 5, "e2", "second")]
    public void Note_FromTwoSubscriptions_TheLaterPositionIsBelieved(long firstSeq, string firstEpoch, long secondSeq, string secondEpoch, string believed)
    {
        var images = new RowImages();
        images.Note(new EntityKey("Note", 1), new EntityContent(Raw("\"first\""), At(firstSeq, firstEpoch)), Keys);
        images.Note(new EntityKey("Note", "1"), new EntityContent(Raw("\"second\""), At(secondSeq, secondEpoch)), Keys);

        Assert.Equal($"\"{believed}\"", images.ByKey["1"].Body.ToString());
    }

    [Fact]
    public void Keep_RowsThatNobodyWritesTo_AreForgotten()
    {
        var images = new RowImages();
        images.Note(new EntityKey("Note", 1), new EntityContent(Raw("{}"), At(5)), Keys);
        images.Keep([]);

        Assert.Empty(images.ByKey);
    }
}
