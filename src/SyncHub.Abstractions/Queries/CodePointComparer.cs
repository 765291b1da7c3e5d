namespace SyncHub.Queries;

/// <summary>
/// Compares texts by code point: the order of their UTF-8 bytes, as SQLite and PostgreSQL ("C") have it. .NET's ordinal order differs from it
/// where one text has a character above U+FFFF and the other one from U+E000 to U+FFFF. Null comes first.
/// </summary>
public sealed class CodePointComparer : IComparer<string?>
{
    private CodePointComparer()
    {
    }

    /// <summary>The comparer.</summary>
    public static CodePointComparer Instance { get; } = new();

    /// <summary>Negative, zero or positive as one text comes before, is equal to or comes after another.</summary>
    public static int Compare(string? left, string? right)
    {
        if (left is null || right is null)
        {
            return (left is null ? 0 : 1) - (right is null ? 0 : 1);
        }

        var common = left.AsSpan().CommonPrefixLength(right);
        return common < left.Length && common < right.Length
            ? Rank(left[common]) - Rank(right[common])
            : left.Length - right.Length;
    }

    int IComparer<string?>.Compare(string? x, string? y) => Compare(x, y);

    // Surrogates stand for code points above all others, so they trade places with U+E000 to U+FFFF.
    private static int Rank(char unit) => unit switch
    {
        < '\uD800' => unit,
        < '\uE000' => unit + 0x2000,
        _ => unit - 0x800,
    };
}
