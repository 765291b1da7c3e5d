using System.Threading.Channels;

namespace SyncHub.Server.Log.Remote;

/// <summary>Wakes one loop. Calls between two of its turns are one.</summary>
internal sealed class Wake
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => _calls.Writer.TryWrite(true);

    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _calls.Reader.ReadAsync(cancellationToken);
}
