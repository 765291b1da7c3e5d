using System.Text.RegularExpressions;

namespace SyncHub.Queries.Patterns;

/// <summary>What a single character is held against: a character, a class or an escape, as .NET reads it.</summary>
internal sealed class CharClass
{
    private readonly Regex _regex;
    private readonly UInt128 _ascii;

    public CharClass(string atom, RegexOptionSet options)
    {
        _regex = RegexOptionSet.Create(atom, options);
        for (var unit = 0; unit < 128; unit++)
        {
            _ascii |= _regex.IsMatch([(char)unit]) ? UInt128.One << unit : UInt128.Zero;
        }
    }

    public static CharClass Word { get; } = new("\\w", default);

    public bool Contains(char unit) => unit < 128 ? (_ascii >> unit & UInt128.One) != UInt128.Zero : _regex.IsMatch([unit]);
}
