namespace SyncHub.Queries;

/// <summary>
/// How long a regular expression is once its counted repeats are written out. Matching without backtracking takes time in proportion to the
/// text times this at least: <c>(a?){200}(a?){200}(a?){200}b</c> is short, but takes seconds for a text of 2,000 characters.
/// </summary>
internal static class RegexSize
{
    /// <summary>The largest size that is taken.</summary>
    public const int Max = 256;

    private const long Unbounded = int.MaxValue;

    /// <summary>The size of a pattern that is known to be valid; beyond <see cref="Max"/> no more than "too large".</summary>
    public static long Measure(string pattern)
    {
        var outer = new Stack<long>();
        long total = 0, last = 0;
        for (var index = 0; index < pattern.Length; index++)
        {
            switch (pattern[index])
            {
                case '(' when IgnoresWhiteSpace(pattern.AsSpan(index)):
                case '(' when pattern.AsSpan(index).StartsWith("(?#"):
                    // Comments and blanks may stand between a group and its count; nobody needs them in a filter.
                    return Unbounded;
                case '(':
                    outer.Push(total);
                    total = 0;
                    break;
                case ')' when outer.TryPop(out var before):
                    last = total;
                    total += before;
                    break;
                case '*' or '+' or '?' or '|':
                    break;
                case '{' when TryReadCount(pattern, ref index, out var count):
                    total = Math.Min(total + (last * (count - 1)), Unbounded);
                    last = Math.Min(last * count, Unbounded);
                    break;
                default:
                    index = EndOfAtom(pattern, index);
                    last = 1;
                    total++;
                    break;
            }
        }

        return total;
    }

    private static bool IgnoresWhiteSpace(ReadOnlySpan<char> group)
    {
        if (!group.StartsWith("(?"))
        {
            return false;
        }

        var options = group[2..];
        return options[..^options.TrimStart("imnsx-").Length].Contains('x');
    }

    // An escape, a character class or a single character.
    private static int EndOfAtom(string pattern, int index)
    {
        if (pattern[index] == '\\')
        {
            return index + 1;
        }

        if (pattern[index] != '[')
        {
            return index;
        }

        index += pattern.AsSpan(index + 1).StartsWith("^") ? 2 : 1;

        // A bracket that comes first is one of the class; an escape that comes first is read as such.
        for (index += index < pattern.Length && pattern[index] == ']' ? 1 : 0; index < pattern.Length && pattern[index] != ']'; index++)
        {
            index += pattern[index] == '\\' ? 1 : 0;
        }

        return index;
    }

    // {3}, {3,} and {3,5}; anything else in braces is text.
    private static bool TryReadCount(string pattern, ref int index, out long count)
    {
        count = 0;
        var end = pattern.IndexOf('}', index);
        if (end < 0)
        {
            return false;
        }

        foreach (var bound in pattern[(index + 1)..end].Split(','))
        {
            if (bound.AsSpan().ContainsAnyExceptInRange('0', '9') || pattern[index + 1] is ',' or '}')
            {
                return false;
            }

            count = Math.Max(count, long.TryParse(bound, out var number) ? Math.Min(number, Unbounded) : bound.Length == 0 ? 0 : Unbounded);
        }

        index = end;
        count = Math.Max(count, 1);
        return true;
    }
}
