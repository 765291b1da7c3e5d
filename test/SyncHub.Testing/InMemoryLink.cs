using System.Buffers;
using System.IO.Pipelines;
using System.Security.Claims;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace SyncHub.Testing;

/// <summary>
/// One connection between a client and a server in the same process, without a socket, and with a relay each way: the one towards the
/// client can be stalled, cut or made to lose records. A pipe's end has one user, so it is the relays that end the connection.
/// </summary>
#pragma warning disable CA1001 // The two ends are disposed when both directions have ended.
public sealed class InMemoryLink
#pragma warning restore CA1001
{
    private const byte RecordSeparator = 0x1e;

    private readonly Pipe _fromClient = new();
    private readonly Pipe _toServer = new();
    private readonly Pipe _fromServer = new();
    private readonly Pipe _toClient = new();
    private readonly LinkFaults _faults;
    private readonly DefaultConnectionContext _server;
    private readonly DefaultConnectionContext _client;
    private volatile bool _isClosing;

    internal InMemoryLink(string id, LinkFaults faults, ConnectionDelegate hub)
    {
        _faults = faults;
        _server = new DefaultConnectionContext(id) { Transport = new DuplexPipe(_toServer.Reader, _fromServer.Writer) };
        _client = new DefaultConnectionContext(id) { Transport = new DuplexPipe(_toClient.Reader, _fromClient.Writer) };
        _client.Features.Set<ITransferFormatFeature>(new TextFormat());
        _server.ConnectionClosed.Register(Drop);
        Completion = RunAsync(hub);
    }

    /// <summary>The client's end.</summary>
    public ConnectionContext Client => _client;

    /// <summary>The server's end: features can be put into it before the client gets its own.</summary>
    public ConnectionContext Server => _server;

    /// <summary>Whom the server takes the client for; set it before the client gets its end.</summary>
    public ClaimsPrincipal? User
    {
        get => _server.User;
        set => _server.User = value;
    }

    /// <summary>Completes when both directions have ended and the server has let go of the connection.</summary>
    public Task Completion { get; }

    /// <summary>The faults of this link.</summary>
    public LinkFaults Faults => _faults;

    /// <summary>Ends the connection from the server's side: what it has sent still arrives.</summary>
    public void Close()
    {
        _faults.Resume();
        EndInput();
    }

    /// <summary>Cuts the connection without a word to either side.</summary>
    public void Drop()
    {
        _faults.Cut();
        EndInput();
        _fromServer.Reader.CancelPendingRead();
    }

    private void EndInput()
    {
        _isClosing = true;
        _fromClient.Reader.CancelPendingRead();
    }

    private async Task RunAsync(ConnectionDelegate hub)
    {
        await Task.WhenAll(Task.Run(() => ServeAsync(hub)), Task.Run(RelayToServerAsync), Task.Run(RelayToClientAsync));
        await _server.DisposeAsync();
    }

    private async Task ServeAsync(ConnectionDelegate hub)
    {
        try
        {
            await hub(_server);
        }
        finally
        {
            await _fromServer.Writer.CompleteAsync();
            await _toServer.Reader.CompleteAsync();
        }
    }

    private async Task RelayToServerAsync()
    {
        var reader = _fromClient.Reader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                if (_isClosing)
                {
                    break;
                }

                foreach (var segment in result.Buffer)
                {
                    await _toServer.Writer.WriteAsync(segment);
                }

                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync();
            await _toServer.Writer.CompleteAsync();
        }
    }

    private async Task RelayToClientAsync()
    {
        var reader = _fromServer.Reader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync();

                // Here rather than before the read, so that nothing passes once a test has said stop.
                await _faults.WhenReadingAsync();
                if (_faults.IsCut)
                {
                    break;
                }

                var buffer = result.Buffer;
                while (buffer.PositionOf(RecordSeparator) is { } end)
                {
                    var record = buffer.Slice(0, buffer.GetPosition(1, end)).ToArray();
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                    foreach (var passed in _faults.Pass(record))
                    {
                        await _toClient.Writer.WriteAsync(passed);
                    }
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync();
            await _toClient.Writer.CompleteAsync();
        }
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class TextFormat : ITransferFormatFeature
    {
        public TransferFormat SupportedFormats => TransferFormat.Text;

        public TransferFormat ActiveFormat { get; set; } = TransferFormat.Text;
    }
}
