using System.Diagnostics.CodeAnalysis;

namespace SyncHub.Server.Model;

/// <summary>Bytes: base64 in a string. Two arrays with the same content are the same key.</summary>
internal sealed class BinaryKeyCodec : KeyCodec<byte[]>
{
    public override string Description => "bytes as a base64 string that is not empty";

    public override bool TryEncode(byte[] key, out SyncKey encoded)
    {
        encoded = key;
        return key.Length > 0;
    }

    protected override bool TryDecodeText(string text, [MaybeNullWhen(false)] out byte[] key)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        key = Convert.TryFromBase64String(text, bytes, out var length) && length > 0 ? bytes[..length] : null;
        return key is not null;
    }
}
