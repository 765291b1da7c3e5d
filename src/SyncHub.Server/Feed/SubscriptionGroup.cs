using System.Security.Cryptography;
using SyncHub.Server.Authorization;

namespace SyncHub.Server.Feed;

/// <summary>All who follow the same thing on this node, and get the same pushes. Owned by the feed's loop.</summary>
/// <param name="scope">What its followers may see.</param>
/// <param name="start">The position at which it begins.</param>
internal abstract class SubscriptionGroup(AccessScope scope, long start)
{
    public AccessScope Scope => scope;

    /// <summary>The subscription id: random, and the name of the SignalR group.</summary>
    public string Id { get; } = NewId();

    /// <summary>The seq of the last push, or of the group's start.</summary>
    public long Prev { get; set; } = start;

    /// <summary>How many sessions hold the group.</summary>
    public int Holders { get; set; }

    private static string NewId()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }
}
