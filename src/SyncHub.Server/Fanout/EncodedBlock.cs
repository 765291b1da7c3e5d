using Microsoft.AspNetCore.SignalR;

namespace SyncHub.Server.Fanout;

/// <summary>A block as one protocol writes it.</summary>
/// <param name="Protocol">The protocol's name.</param>
/// <param name="Messages">The messages that the protocol can write, one by one, for connections that count them (stateful reconnect).</param>
/// <param name="Whole">The same as one write.</param>
/// <param name="Bytes">The length of <paramref name="Whole"/>; 0 where the protocol can write none of the messages.</param>
internal sealed record EncodedBlock(string Protocol, SerializedHubMessage[] Messages, SerializedHubMessage Whole, int Bytes);
