namespace SyncHub.Queries;

/// <summary>
/// What the expressions of <see cref="Evaluation.QueryCompiler{T}"/> call where C# has no operator that means the same everywhere. Memory
/// runs them; a provider for a database replaces the calls by its own terms, or refuses them. Texts are never null here: the expressions
/// look first.
/// </summary>
public static class QueryFunctions
{
    /// <summary>The order of two texts by code point: negative, zero or positive.</summary>
    public static int Compare(string left, string right) => CodePointComparer.Compare(left, right);

    /// <summary>Whether a text begins with another, character by character.</summary>
    public static bool StartsWith(string text, string prefix)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(prefix, StringComparison.Ordinal);
    }

    /// <summary>Whether a text ends with another, character by character.</summary>
    public static bool EndsWith(string text, string suffix)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.EndsWith(suffix, StringComparison.Ordinal);
    }

    /// <summary>Whether a text contains another, character by character.</summary>
    public static bool Contains(string text, string part)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains(part, StringComparison.Ordinal);
    }

    /// <summary>Whether a text as a whole fits a pattern: <c>%</c> is any text, <c>_</c> one code point, a backslash takes the next of <c>%</c>, <c>_</c> and <c>\</c> as it is.</summary>
    public static bool Like(string text, string pattern)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(pattern);
        return LikePattern.IsMatch(text, pattern);
    }

    /// <summary>Whether a part of a text fits a regular expression.</summary>
    public static bool Matches(string text, RegexPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return pattern.IsMatch(text);
    }
}
