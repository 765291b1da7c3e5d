using SyncHub.Client.Transport;

namespace SyncHub.Client.Loop;

/// <summary>One connection and what belongs to it. Whatever it reports after it has been replaced is stale.</summary>
internal sealed class Session : ISyncConnectionSink, IAsyncDisposable
{
    /// <summary>What a server reads that does not say.</summary>
    public const long DefaultReceiveBytes = 256 * 1024;

    private readonly SerialLoop _loop;
    private readonly Action<Session, object> _received;
    private readonly Action<Session, Exception?> _closed;
    private readonly CancellationTokenSource _ended = new();

    public Session(SerialLoop loop, ISyncConnectionFactory factory, Action<Session, object> received, Action<Session, Exception?> closed)
    {
        _loop = loop;
        _received = received;
        _closed = closed;
        Ended = _ended.Token;
        Connection = factory.Create(this);
    }

    public ISyncConnection Connection { get; }

    /// <summary>The largest message that the server reads, in bytes.</summary>
    public long ReceiveBytes { get; set; } = DefaultReceiveBytes;

    public CancellationToken Ended { get; }

    /// <summary>The work under way on the connection; never faults.</summary>
    public Task Opening { get; set; } = Task.CompletedTask;

    public Task Sending { get; set; } = Task.CompletedTask;

    public Task SigningIn { get; set; } = Task.CompletedTask;

    public ValueTask ReceiveAsync(object record) => _loop.PostInboundAsync(() => _received(this, record));

    public void Closed(Exception? error) => _loop.Post(() => _closed(this, error));

    /// <summary>Ends everything; returns when nothing runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await Connection.DisposeAsync().ConfigureAwait(false);
        await Opening.ConfigureAwait(false);
        await Sending.ConfigureAwait(false);
        await SigningIn.ConfigureAwait(false);
        _ended.Dispose();
    }
}
