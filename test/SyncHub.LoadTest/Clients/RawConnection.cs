using System.Net;
using System.Net.Sockets;
using System.Text;
using SyncHub.LoadTest.Clients.LiveQueries;

namespace SyncHub.LoadTest.Clients;

/// <summary>
/// One WebSocket that speaks SignalR's JSON protocol by hand. A full client would cost more than the server it is to load;
/// this one looks at each byte about once.
/// </summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private const int ReceiveBytes = 16 * 1024;

    private static readonly byte[] Handshake = FrameWriter.Text("{\"protocol\":\"json\",\"version\":1}\u001e"u8);
    private static readonly byte[] Ping = FrameWriter.Text("{\"type\":6}\u001e"u8);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly FrameReader _frames = new();
    private readonly RecordSplitter _records = new();
    private readonly TaskCompletionSource _handshaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ending = new();
    private Task _reading = Task.CompletedTask;
    private volatile bool _closed;

    private RawConnection()
    {
    }

    public Tally Tally { get; } = new();

    public Answers Answers { get; } = new();

    public ReadValve Valve { get; } = new();

    /// <summary>Who follows live queries on this connection; null for nobody. Set before they are asked for.</summary>
    public QueryFollower? Follower { get; set; }

    /// <summary>Who wants to see each answer; null for nobody. Set before the first is asked for.</summary>
    public RecordSplitter.RecordHandler? AnswerTaken { get; set; }

    public long Frames => _frames.Frames;

    /// <summary>Where the newest answer stood; null before the first.</summary>
    public (long Seq, string Epoch)? Position { get; private set; }

    /// <summary>Whether the connection has ended, from whichever side.</summary>
    public bool IsClosed => _closed;

    /// <summary>Completes when the connection has ended, from whichever side.</summary>
    public Task Ended => _reading;

    public static async Task<RawConnection> OpenAsync(Uri url, bool narrowLink, CancellationToken cancellation)
    {
        var connection = new RawConnection();
        try
        {
            await connection.StartAsync(url, narrowLink, cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task PingAsync() => SendFrameAsync(Ping, _ending.Token);

    /// <summary>Becomes a user of the load's.</summary>
    public async Task SignInAsync(string user, CancellationToken cancellation)
    {
        Answers.Expect(1);
        await SendAsync($$"""{"type":1,"invocationId":"sign-in","target":"Authenticate","arguments":[{"secret":"{{user}}"}]}""", cancellation);
        await Answers.All.WaitAsync(cancellation);
    }

    /// <summary>Sends one record; the separator is added.</summary>
    public Task SendAsync(string record, CancellationToken cancellation) =>
        SendFrameAsync(FrameWriter.Text(Encoding.UTF8.GetBytes(record + (char)RecordSplitter.Separator)), cancellation);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Valve.Release();
        _socket.Dispose();
        await _reading;
    }

    private async Task StartAsync(Uri url, bool narrowLink, CancellationToken cancellation)
    {
        if (narrowLink)
        {
            NarrowLink.Apply(_socket);
        }

        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, url.Port), cancellation);
        await WebSocketUpgrade.RunAsync(_socket, url, cancellation);
        await _socket.SendAsync(Handshake, cancellation);
        _reading = ReadAsync();
        await _handshaken.Task.WaitAsync(cancellation);
    }

    private async Task SendFrameAsync(byte[] frame, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation);
        try
        {
            await _socket.SendAsync(frame, cancellation);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[ReceiveBytes];
        RecordSplitter.RecordHandler onRecord = OnRecord;
        FrameReader.PayloadHandler onPayload = payload => _records.Read(payload, onRecord);
        var reason = "The server closed the connection.";
        try
        {
            while (!_frames.CloseReceived)
            {
                await Valve.PassAsync();
                var length = await _socket.ReceiveAsync(buffer, _ending.Token);
                if (length == 0)
                {
                    break;
                }

                _frames.Read(buffer.AsSpan(0, length), onPayload);
                if (_frames.PingReceived)
                {
                    _frames.PingReceived = false;
                    await SendFrameAsync(FrameWriter.Pong, _ending.Token);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            reason = exception.Message;
        }

        _closed = true;
        Answers.Fail(reason);
        _handshaken.TrySetException(new IOException(reason));
    }

    private void OnRecord(ReadOnlySpan<byte> record)
    {
        if (RecordScan.IsPush(record))
        {
            Tally.CountPush(record);
        }
        else if (RecordScan.IsCollectionPush(record))
        {
            Follower?.TakePush(record);
        }
        else if (RecordScan.IsFailure(record))
        {
            Answers.CountFailure(record);
        }
        else if (RecordScan.IsSubscribed(record))
        {
            var position = (Seq: RecordScan.Seq(record), RecordScan.Epoch(record));
            Position = position;
            Tally.CountAnswer(record, position.Seq);
            Follower?.TakeAnswer(record);
            AnswerTaken?.Invoke(record);
            Answers.CountSubscribed(record);
        }
        else if (RecordScan.IsCompletion(record))
        {
            Answers.CountCompletion(record);
        }
        else if (record.SequenceEqual("{}"u8))
        {
            _handshaken.TrySetResult();
        }
    }
}
