using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SyncHub.Server.Model;

/// <summary>
/// How keys of one type travel. Every key has one canonical form, whatever way it was written when it came in; an empty text or an empty
/// array of bytes is not a key, since it nearly always is one that somebody forgot to set.
/// </summary>
internal abstract class KeyCodec<TKey>
    where TKey : notnull
{
    /// <summary>What keys look like on the wire: "a Guid as a string", say.</summary>
    public abstract string Description { get; }

    /// <summary>The type of the canonical form, in the words of JSON Schema.</summary>
    public virtual string JsonType => "string";

    /// <summary>The format of a string, in the words of JSON Schema; null for none.</summary>
    public virtual string? JsonFormat => null;

    /// <summary>The canonical form of a key; false for a value that cannot be a key.</summary>
    public abstract bool TryEncode(TKey key, out SyncKey encoded);

    /// <summary>Reads a key from the wire; false for anything that is not one.</summary>
    public bool TryDecode(JsonElement json, [MaybeNullWhen(false)] out TKey key)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Number:
                return TryDecodeNumber(json, out key);
            case JsonValueKind.String when TryGetText(json, out var text):
                return TryDecodeText(text, out key);
            default:
                key = default;
                return false;
        }
    }

    /// <summary>Reads a key that came as text.</summary>
    protected abstract bool TryDecodeText(string text, [MaybeNullWhen(false)] out TKey key);

    /// <summary>Reads a key that came as a number; most keys never do.</summary>
    protected virtual bool TryDecodeNumber(JsonElement json, [MaybeNullWhen(false)] out TKey key)
    {
        key = default;
        return false;
    }

    private static bool TryGetText(JsonElement json, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = json.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: valid JSON, but no text.
            text = null;
            return false;
        }
    }
}
