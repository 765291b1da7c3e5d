using System.Threading.Channels;

namespace SyncHub.Redis.Following;

/// <summary>
/// What the follower has to do, in order: messages, and to look where the log stands. Bounded: messages beyond the bounds are let go, and
/// what they said is read from the streams. Safe for concurrent use; one loop reads.
/// </summary>
internal sealed class FollowerInbox
{
    private const int MostMessages = 4096;
    private const long MostBytes = 16L * 1024 * 1024;

    // Bounded by the counts below, and one entry for all calls to look.
    private readonly Channel<byte[]?> _steps = Channel.CreateUnbounded<byte[]?>(new UnboundedChannelOptions { SingleReader = true });
    private int _messages;
    private long _bytes;
    private int _isLookDue;

    /// <summary>A message has come.</summary>
    public void Post(byte[] message)
    {
        var messages = Interlocked.Increment(ref _messages);
        var bytes = Interlocked.Add(ref _bytes, message.Length);
        if (messages > MostMessages || bytes > MostBytes)
        {
            Took(message);
            Look();
            return;
        }

        _steps.Writer.TryWrite(message);
    }

    /// <summary>Have a look where the log stands, soon.</summary>
    public void Look()
    {
        if (Interlocked.Exchange(ref _isLookDue, 1) == 0)
        {
            _steps.Writer.TryWrite(null);
        }
    }

    /// <summary>The next message; null to have a look.</summary>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        var step = await _steps.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (step is null)
        {
            Volatile.Write(ref _isLookDue, 0);
        }
        else
        {
            Took(step);
        }

        return step;
    }

    private void Took(byte[] message)
    {
        Interlocked.Decrement(ref _messages);
        Interlocked.Add(ref _bytes, -message.Length);
    }
}
