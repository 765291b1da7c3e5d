using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace SyncHub.Server.Fanout;

/// <summary>The protocols of the hub, and those of them that connections of this node have spoken.</summary>
/// <param name="all">What the hub's clients may speak, on any node.</param>
internal sealed class HubProtocols(IReadOnlyList<IHubProtocol> all)
{
    private readonly ConcurrentDictionary<string, IHubProtocol> _spoken = new(StringComparer.Ordinal);

    public void Spoken(IHubProtocol protocol) => _spoken.TryAdd(protocol.Name, protocol);

    /// <summary>The call, written at once for this node's connections.</summary>
    public SerializedHubMessage Write(string method, object?[] args)
    {
        var message = new SerializedHubMessage(new InvocationMessage(method, args));
        foreach (var (_, protocol) in _spoken)
        {
            message.GetSerializedMessage(protocol);
        }

        return message;
    }

    /// <summary>The protocol of that name; null where the hub has none.</summary>
    public IHubProtocol? Find(string name) => all.FirstOrDefault(protocol => protocol.Name == name);

    /// <summary>A message as each of the hub's protocols writes it; each writes it once.</summary>
    public SerializedMessage[] FormsOf(SerializedHubMessage message) =>
        [.. all.Select(protocol => new SerializedMessage(protocol.Name, message.GetSerializedMessage(protocol)))];
}
