using System.Text.Json;
using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Stores;

/// <summary>How one subscription's content is kept in a local store.</summary>
internal abstract class CacheFormat
{
    /// <summary>Under which key; no two subscriptions of a server have the same.</summary>
    public abstract string Key { get; }

    public abstract ReadOnlyMemory<byte> Write(SubscriptionContent content);

    /// <summary>The content at the position given; null where the bytes are not what <see cref="Write"/> makes.</summary>
    public SubscriptionContent? Read(ReadOnlyMemory<byte> bytes, SyncVersion version)
    {
        try
        {
            return Parse(bytes, version);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter is what strings of broken UTF-8 end in.
            return null;
        }
    }

    /// <summary>Whether both say the same, if at different positions. May miss that they do.</summary>
    public abstract bool IsSameData(SubscriptionContent left, SubscriptionContent right);

    /// <summary>Null, or an exception of JSON's, where the bytes do not fit.</summary>
    protected abstract SubscriptionContent? Parse(ReadOnlyMemory<byte> bytes, SyncVersion version);

    /// <summary>A part of a key that holds no separator.</summary>
    protected static string Part(string text) => Uri.EscapeDataString(text);
}
