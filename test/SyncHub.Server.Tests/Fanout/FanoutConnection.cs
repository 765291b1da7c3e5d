using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Server.Fanout;

namespace SyncHub.Server.Tests.Fanout;

/// <summary>
/// A real hub connection over a pipe that only the test reads. Pipes call back inline, so what a read sets off has happened when it returns.
/// </summary>
internal sealed class FanoutConnection
{
    private readonly Pipe _written;
    private readonly StringBuilder _rest = new();

    /// <param name="id">The connection's id.</param>
    /// <param name="stalls">True: a write stays pending until the test reads it. False: writes never wait.</param>
    /// <param name="user">The user's id.</param>
    /// <param name="protocol">The protocol; JSON by default.</param>
    /// <param name="configure">Sets features before the connection is made.</param>
    public FanoutConnection(string id, bool stalls = false, string? user = null, IHubProtocol? protocol = null, Action<ConnectionContext>? configure = null)
    {
        _written = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            pauseWriterThreshold: stalls ? 1 : 0,
            resumeWriterThreshold: stalls ? 1 : 0,
            useSynchronizationContext: false));
        var context = new DefaultConnectionContext(id) { Transport = new DuplexPipe(new Pipe().Reader, _written.Writer) };
        configure?.Invoke(context);
        Hub = new HubConnectionContext(context, new HubConnectionContextOptions(), NullLoggerFactory.Instance)
        {
            Protocol = protocol ?? new JsonHubProtocol(),
            UserIdentifier = user,
        };
    }

    public string Id => Hub.ConnectionId;

    public HubConnectionContext Hub { get; }

    public static SerializedHubMessage Message(string method, object? argument) => new(new InvocationMessage(method, [argument]));

    public FanoutMember CreateMember(OutboxLimits limits, TimeProvider time) => new(Hub, new Outbox(Hub, limits, time));

    /// <summary>Reads until nothing is left: <c>method(argument)</c> per message.</summary>
    public List<string> Read()
    {
        var messages = new List<string>();
        while (TryReadOnce(messages))
        {
        }

        return messages;
    }

    /// <summary>Takes what one read yields, that is what is written at this moment.</summary>
    public bool TryReadOnce(List<string> messages)
    {
        using var inline = InlineContinuations.Begin();
        if (!_written.Reader.TryRead(out var result))
        {
            return false;
        }

        _rest.Append(Encoding.UTF8.GetString(result.Buffer));
        var some = !result.Buffer.IsEmpty;
        var records = _rest.ToString().Split('\x1e');
        _rest.Clear().Append(records[^1]);
        messages.AddRange(records[..^1].Select(Describe));
        _written.Reader.AdvanceTo(result.Buffer.End);
        return some;
    }

    private static string Describe(string record)
    {
        using var json = JsonDocument.Parse(record);
        return $"{json.RootElement.GetProperty("target").GetString()}({json.RootElement.GetProperty("arguments")[0]})";
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
