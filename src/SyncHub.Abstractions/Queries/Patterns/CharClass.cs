using System.Text.RegularExpressions;

namespace SyncHub.Queries.Patterns;

/// <summary>What a single character is held against: a character, a class or an escape, as .NET reads it.</summary>
internal sealed class CharClass
{
    private readonly Regex _regex;
    private readonly bool[] _ascii = new bool[128];

    public CharClass(string atom, RegexOptionSet options)
    {
        _regex = RegexOptionSet.Create(atom, options);
        for (var unit = 0; unit < _ascii.Length; unit++)
        {
            _ascii[unit] = _regex.IsMatch([(char)unit]);
        }
    }

    public static CharClass Word { get; } = new("\\w", default);

    public bool Contains(char unit) => unit < _ascii.Length ? _ascii[unit] : _regex.IsMatch([unit]);
}
