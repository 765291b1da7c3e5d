using System.Text;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>The order of texts by code point.</summary>
internal static class CodePoints
{
    /// <summary>The first text behind all that begin with a prefix; null where there is none.</summary>
    public static string? Next(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes.Count > 0)
        {
            var last = runes[^1].Value;
            runes.RemoveAt(runes.Count - 1);
            if (last < 0x10FFFF)
            {
                // Surrogates are no code points of their own.
                return string.Concat(runes) + new Rune(last == 0xD7FF ? 0xE000 : last + 1);
            }
        }

        return null;
    }
}
