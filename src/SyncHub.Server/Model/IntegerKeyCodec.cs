using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace SyncHub.Server.Model;

/// <summary>Integers: numbers on the wire up to 32 bits, digits in a string beyond, since JavaScript's numbers end at 53 bits.</summary>
internal sealed class IntegerKeyCodec<TKey> : KeyCodec<TKey>
    where TKey : struct, IBinaryInteger<TKey>, IMinMaxValue<TKey>
{
    private static readonly bool IsNumber = TKey.Zero.GetByteCount() <= sizeof(int);

    public override string Description { get; } = IsNumber
        ? $"an integer from {TKey.MinValue} to {TKey.MaxValue} as a number"
        : $"an integer from {TKey.MinValue} to {TKey.MaxValue} as a string";

    public override string JsonType => IsNumber ? "integer" : "string";

    public override bool TryEncode(TKey key, out SyncKey encoded)
    {
        encoded = IsNumber
            ? SyncKey.FromInt64(long.CreateChecked(key))
            : SyncKey.FromString(key.ToString(null, CultureInfo.InvariantCulture));
        return true;
    }

    protected override bool TryDecodeNumber(JsonElement json, out TKey key)
    {
        key = default;
        if (!IsNumber || !json.TryGetInt64(out var number) || number < long.CreateChecked(TKey.MinValue) || number > long.CreateChecked(TKey.MaxValue))
        {
            return false;
        }

        key = TKey.CreateChecked(number);
        return true;
    }

    protected override bool TryDecodeText(string text, out TKey key)
    {
        key = default;

        // The framework's parsers take a plus sign and trailing zero characters as well.
        var digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        return !digits.ContainsAnyExceptInRange('0', '9') && TKey.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out key);
    }
}
