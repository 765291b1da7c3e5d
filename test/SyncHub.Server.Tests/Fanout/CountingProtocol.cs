using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace SyncHub.Server.Tests.Fanout;

/// <summary>JSON under any name that counts how often it serialises, and refuses the methods it is told to.</summary>
internal sealed class CountingProtocol(string name, params string[] refused) : IHubProtocol
{
    private readonly JsonHubProtocol _json = new();
    private int _serialised;

    public int Serialised => Volatile.Read(ref _serialised);

    public string Name => name;

    public int Version => 1;

    public TransferFormat TransferFormat => TransferFormat.Text;

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message)
    {
        Interlocked.Increment(ref _serialised);
        return message is InvocationMessage invocation && refused.Contains(invocation.Target)
            ? throw new InvalidOperationException($"'{name}' cannot write '{invocation.Target}'.")
            : _json.GetMessageBytes(message);
    }

    public bool IsVersionSupported(int version) => true;

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) =>
        _json.TryParseMessage(ref input, binder, out message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => output.Write(GetMessageBytes(message).Span);
}
