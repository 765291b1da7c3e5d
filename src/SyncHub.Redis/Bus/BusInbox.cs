using System.Threading.Channels;
using SyncHub.Server.Cluster;

namespace SyncHub.Redis.Bus;

/// <summary>What has come and waits for those that follow the bus. Bounded: what does not fit is let go. Safe for concurrent use; one loop reads.</summary>
internal sealed class BusInbox(Action dropped, int mostMessages = 8192, long mostBytes = 16L * 1024 * 1024)
{
    // Bounded by the counts below.
    private readonly Channel<NodeMessage> _messages = Channel.CreateUnbounded<NodeMessage>(new UnboundedChannelOptions { SingleReader = true });
    private int _count;
    private long _bytes;

    public void Post(NodeMessage message)
    {
        var count = Interlocked.Increment(ref _count);
        var bytes = Interlocked.Add(ref _bytes, message.Payload.Length);

        // One message on its own may be of any size.
        if (count > mostMessages || (count > 1 && bytes > mostBytes) || !_messages.Writer.TryWrite(message))
        {
            Took(message);
            dropped();
        }
    }

    public async ValueTask<NodeMessage> ReadAsync(CancellationToken cancellationToken)
    {
        var message = await _messages.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        Took(message);
        return message;
    }

    private void Took(NodeMessage message)
    {
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -message.Payload.Length);
    }
}
