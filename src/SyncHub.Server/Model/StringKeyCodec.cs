using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SyncHub.Server.Model;

/// <summary>Texts, character by character: case and spaces count.</summary>
internal sealed class StringKeyCodec : KeyCodec<string>
{
    public override string Description => "a string that is not empty";

    /// <summary>Whether a text can be a key: not empty, and without half surrogate pairs, which UTF-8 cannot carry.</summary>
    public static bool IsKey(string text)
    {
        if (text.Length == 0)
        {
            return false;
        }

        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    public override bool TryEncode(string key, out SyncKey encoded)
    {
        encoded = key;
        return IsKey(key);
    }

    protected override bool TryDecodeText(string text, [MaybeNullWhen(false)] out string key)
    {
        key = text;
        return IsKey(text);
    }
}
