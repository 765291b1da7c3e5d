using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SyncHub.Server.Model;

/// <summary>
/// An application's own key types (a strongly typed id, say): strings, by the type's own parser and formatter in the invariant culture.
/// What the formatter writes, the parser must read back as an equal key.
/// </summary>
internal sealed class ParsableKeyCodec<TKey> : KeyCodec<TKey>
    where TKey : notnull, IParsable<TKey>
{
    public override string Description => $"a {typeof(TKey).Name} as a string";

    public override bool TryEncode(TKey key, out SyncKey encoded)
    {
        var text = key is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : key.ToString();
        encoded = SyncKey.FromString(text ?? string.Empty);

        // A record's default ToString, for one, is nothing that its Parse reads: found here, not when nobody can subscribe.
        return StringKeyCodec.IsKey(encoded.Text)
            && TKey.TryParse(encoded.Text, CultureInfo.InvariantCulture, out var parsed)
            && EqualityComparer<TKey>.Default.Equals(parsed, key);
    }

    protected override bool TryDecodeText(string text, [MaybeNullWhen(false)] out TKey key) =>
        TKey.TryParse(text, CultureInfo.InvariantCulture, out key) && key is not null;
}
