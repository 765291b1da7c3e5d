using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Transport;

/// <summary>
/// A WebSocket as the pair of pipes that SignalR reads and writes. Two loops move the bytes; each waits when its pipe is full,
/// so neither side runs ahead by more than <see cref="PipeBytes"/>.
/// </summary>
internal sealed class WebSocketConnection : DefaultConnectionContext, ITransferFormatFeature
{
    private const int PipeBytes = 1024 * 1024;
    private const int ReceiveBytes = 16 * 1024;

    // A courtesy towards the server, not part of the client's behaviour, hence not on the client's clock.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly WebSocket _socket;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Lazy<Task> _disposal;
    private readonly Task _running;

    public WebSocketConnection(WebSocket socket, EndPoint remote, TransferFormat format, ILogger logger)
        : base(Guid.NewGuid().ToString("N"))
    {
        _socket = socket;
        _logger = logger;
        _disposal = new Lazy<Task>(CloseAsync);
        ActiveFormat = format;
        RemoteEndPoint = remote;
        ConnectionClosed = _closed.Token;
        var pipe = new PipeOptions(pauseWriterThreshold: PipeBytes, resumeWriterThreshold: PipeBytes / 2, useSynchronizationContext: false);
        var received = new Pipe(pipe);
        var toSend = new Pipe(pipe);
        Transport = new DuplexPipe(received.Reader, toSend.Writer);
        Application = new DuplexPipe(toSend.Reader, received.Writer);
        Features.Set<ITransferFormatFeature>(this);
        _running = Task.Run(RunAsync);
    }

    public TransferFormat SupportedFormats => TransferFormat.Text | TransferFormat.Binary;

    public TransferFormat ActiveFormat { get; set; }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _abort.Cancel();
        Application!.Input.CancelPendingRead();
    }

    /// <summary>Sends what is left and says goodbye; a server that does not answer is left after five seconds.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _disposal.Value.ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        await Transport!.Output.CompleteAsync().ConfigureAwait(false);
        await Transport.Input.CompleteAsync().ConfigureAwait(false);
        using (var limit = new CancellationTokenSource(CloseTimeout, TimeProvider.System))
        using (limit.Token.UnsafeRegister(static connection => ((WebSocketConnection)connection!).Abort(new ConnectionAbortedException("The server did not close in time.")), this))
        {
            await _running.ConfigureAwait(false);
        }

        _abort.Dispose();
        _closed.Dispose();
    }

    private async Task RunAsync()
    {
        var sending = SendAsync();
        var error = await ReceiveAsync().ConfigureAwait(false);
        await Application!.Output.CompleteAsync(error).ConfigureAwait(false);

        // The server is gone: there is nobody left to send to.
        Application.Input.CancelPendingRead();
        var sendError = await sending.ConfigureAwait(false);
        TransportLog.SocketEnded(_logger, (error ?? sendError)?.Message ?? "closed");
        _socket.Dispose();
        await _closed.CancelAsync().ConfigureAwait(false);
    }

    private async Task<Exception?> ReceiveAsync()
    {
        var output = Application!.Output;
        try
        {
            while (true)
            {
                var result = await _socket.ReceiveAsync(output.GetMemory(ReceiveBytes), _abort.Token).ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return _socket.CloseStatus is WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable or null
                        ? null
                        : new WebSocketException($"The server closed the WebSocket with {_socket.CloseStatus}: {_socket.CloseStatusDescription}");
                }

                output.Advance(result.Count);
                var flushed = await output.FlushAsync(_abort.Token).ConfigureAwait(false);
                if (flushed.IsCompleted)
                {
                    await DrainAsync().ConfigureAwait(false);
                    return null;
                }
            }
        }
#pragma warning disable CA1031 // Becomes the end of the pipe, and so the reason of the close.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return _abort.IsCancellationRequested ? new ConnectionAbortedException("The connection was aborted.", exception) : exception;
        }
    }

    // SignalR reads no more, but the server's goodbye is still to come.
    private async Task DrainAsync()
    {
        var scrap = new byte[ReceiveBytes].AsMemory();
        while ((await _socket.ReceiveAsync(scrap, _abort.Token).ConfigureAwait(false)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    private async Task<Exception?> SendAsync()
    {
        var input = Application!.Input;
        Exception? error = null;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(_abort.Token).ConfigureAwait(false);
                if (result.IsCanceled)
                {
                    break;
                }

                if (!result.Buffer.IsEmpty)
                {
                    await SendAsync(result.Buffer).ConfigureAwait(false);
                }

                input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }

            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _abort.Token).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // A socket that cannot be written to is over; the receiving side is told by the abort.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            error = exception;
            await _abort.CancelAsync().ConfigureAwait(false);
        }

        await input.CompleteAsync(error).ConfigureAwait(false);
        return error;
    }

    private async ValueTask SendAsync(ReadOnlySequence<byte> buffer)
    {
        var type = ActiveFormat == TransferFormat.Binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
        foreach (var segment in Segments(buffer))
        {
            await _socket.SendAsync(segment.Memory, type, segment.IsLast, _abort.Token).ConfigureAwait(false);
        }
    }

    private static IEnumerable<(ReadOnlyMemory<byte> Memory, bool IsLast)> Segments(ReadOnlySequence<byte> buffer)
    {
        ReadOnlyMemory<byte>? previous = null;
        foreach (var segment in buffer)
        {
            if (previous is { } memory)
            {
                yield return (memory, false);
            }

            previous = segment;
        }

        yield return (previous ?? default, true);
    }

    private sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
