using SyncHub.Json;

namespace SyncHub.Server.Feed;

/// <summary>Work on JSON arrays as text.</summary>
internal static class JsonArrays
{
    /// <summary>One array of these values, which are copied once.</summary>
    public static RawJson Of<TItem>(IReadOnlyList<TItem> items, Func<TItem, RawJson> value)
    {
        var length = 2 + Math.Max(0, items.Count - 1);
        foreach (var item in items)
        {
            length += value(item).Utf8.Length;
        }

        var text = new byte[length];
        text[0] = (byte)'[';
        var at = 1;
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                text[at++] = (byte)',';
            }

            var utf8 = value(items[i]).Utf8.Span;
            utf8.CopyTo(text.AsSpan(at));
            at += utf8.Length;
        }

        text[at] = (byte)']';
        return new RawJson(text);
    }
}
