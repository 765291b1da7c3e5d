using SyncHub.Queries.Patterns;

namespace SyncHub.Queries;

/// <summary>
/// A regular expression of <c>$regex</c>, in .NET's syntax. All places in it where a match may stand are followed at once, character by
/// character, so that a text takes at most <see cref="Size"/> steps (and one for the end) at each of its characters, whatever the two are. (.NET's own engine
/// without backtracking builds an automaton as it goes, and there are patterns of 20 characters that have it build a new state for each
/// character, at 50 µs apiece.) Immutable, and safe for concurrent use.
/// </summary>
public sealed class RegexPattern
{
    /// <summary>The largest <see cref="Size"/> that is taken.</summary>
    internal const int MaxSize = 256;

    private readonly string _pattern;
    private readonly RegexProgram _program;

    private RegexPattern(string pattern, RegexProgram program)
    {
        _pattern = pattern;
        _program = program;
    }

    /// <summary>How many parts the pattern has, with counted repeats written out: one for each character and place, one or two for each choice and repeat.</summary>
    public int Size => _program.Size - 1;

    /// <summary>Whether a part of a text fits.</summary>
    public bool IsMatch(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _program.IsMatch(text, out _);
    }

    /// <summary>The pattern as it was written.</summary>
    public override string ToString() => _pattern;

    /// <exception cref="ArgumentException">The pattern is none of .NET's.</exception>
    /// <exception cref="NotSupportedException">It has parts that cannot be matched in one pass.</exception>
    /// <exception cref="OverflowException">It is too large.</exception>
    internal static RegexPattern Parse(string pattern)
    {
        // .NET knows best what is a pattern: beyond this line only valid ones are seen.
        _ = RegexOptionSet.Create(pattern, default);
        var root = RegexParser.Parse(pattern);
        return root.Size <= MaxSize
            ? new RegexPattern(pattern, RegexProgram.Create(root))
            : throw new OverflowException($"Its size with counted repeats written out is above {MaxSize}.");
    }

    internal bool IsMatch(string text, out long steps) => _program.IsMatch(text, out steps);
}
