namespace SyncHub.Server.Windows;

/// <summary>The last tie-break of every order: the key, ascending.</summary>
internal static class KeyOrder
{
    /// <summary>Numbers by value, text by code point, numbers first. Guids in their "D" form come out by value.</summary>
    public static IComparer<SyncKey> Wire { get; } = Comparer<SyncKey>.Create(CompareWire);

    /// <summary>By value for 64-bit keys too, which travel as digits in a string.</summary>
    public static IComparer<SyncKey> Integers { get; } = Comparer<SyncKey>.Create(static (left, right) => CompareDigits(left.Text, right.Text));

    private static int CompareWire(SyncKey left, SyncKey right) => (left.IsNumber, right.IsNumber) switch
    {
        (true, true) => CompareDigits(left.Text, right.Text),
        (true, false) => -1,
        (false, true) => 1,
        _ => CompareCodePoints(left.Text, right.Text),
    };

    // The digits of a key are canonical, no leading zeros and no "-0": the longer one is the larger in magnitude.
    private static int CompareDigits(string left, string right)
    {
        var leftNegative = left.StartsWith('-');
        if (leftNegative != right.StartsWith('-'))
        {
            return leftNegative ? -1 : 1;
        }

        var magnitude = left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);
        return leftNegative ? -magnitude : magnitude;
    }

    // UTF-16 puts surrogates, and so all above U+FFFF, before U+E000 to U+FFFF; code points put them after.
    private static int CompareCodePoints(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var (a, b) = (left[common], right[common]);
        if (char.IsSurrogate(a) != char.IsSurrogate(b))
        {
            return char.IsSurrogate(a) ? 1 : -1;
        }

        return a.CompareTo(b);
    }
}
