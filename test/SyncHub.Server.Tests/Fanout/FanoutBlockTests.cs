using System.Text;
using SyncHub.Server.Fanout;

namespace SyncHub.Server.Tests.Fanout;

public sealed class FanoutBlockTests
{
    private readonly List<Exception> _failures = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public void Encode_SeveralMessages_EqualsSingleWrites(int count)
    {
        var protocol = new CountingProtocol("json");
        var messages = Enumerable.Range(0, count).Select(n => FanoutConnection.Message("p", new string('x', n))).ToArray();
        var block = new FanoutBlock(messages);

        var encoded = block.Encode(protocol, _failures.Add);

        var single = string.Concat(messages.Select(message => Encoding.UTF8.GetString(message.GetSerializedMessage(protocol).Span)));
        Assert.Equal(single, Encoding.UTF8.GetString(encoded.Whole.GetSerializedMessage(protocol).Span));
        Assert.Equal(single.Length, encoded.Bytes);
        Assert.Equal(messages, encoded.Messages);
    }

    [Fact]
    public void Encode_Repeatedly_SerialisesOncePerMessageAndProtocol()
    {
        var (first, second) = (new CountingProtocol("first"), new CountingProtocol("second"));
        var block = new FanoutBlock([FanoutConnection.Message("p", 1), FanoutConnection.Message("p", 2), FanoutConnection.Message("p", 3)]);

        for (var recipient = 0; recipient < 100; recipient++)
        {
            Assert.Same(block.Encode(first, _failures.Add), block.For(first));
            block.Encode(second, _failures.Add);
        }

        Assert.Equal(3, first.Serialised);
        Assert.Equal(3, second.Serialised);
    }

    [Fact]
    public void Encode_OneProtocolCannotWriteAMessage_LeavesOutThatOneThereAndTellsOnce()
    {
        var (able, unable) = (new CountingProtocol("able"), new CountingProtocol("unable", "bad"));
        var messages = new[] { FanoutConnection.Message("p", 1), FanoutConnection.Message("bad", 2), FanoutConnection.Message("p", 3) };
        var block = new FanoutBlock(messages);

        for (var recipient = 0; recipient < 10; recipient++)
        {
            Assert.Equal(messages, block.Encode(able, _failures.Add).Messages);
            Assert.Equal([messages[0], messages[2]], block.Encode(unable, _failures.Add).Messages);
        }

        var failure = Assert.Single(_failures);
        Assert.Contains("bad", failure.Message, StringComparison.Ordinal);
        Assert.Equal(messages.Length, unable.Serialised);
    }

    [Fact]
    public void Encode_NothingCanBeWritten_HasNoBytes()
    {
        var block = new FanoutBlock([FanoutConnection.Message("bad", 1)]);

        Assert.Equal(0, block.Encode(new CountingProtocol("unable", "bad"), _failures.Add).Bytes);
    }

    [Fact]
    public void For_ProtocolNeverEncoded_Throws()
    {
        var block = new FanoutBlock([FanoutConnection.Message("p", 1)]);

        Assert.Throws<InvalidOperationException>(() => block.For(new CountingProtocol("json")));
    }
}
