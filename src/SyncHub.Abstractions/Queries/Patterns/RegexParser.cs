using System.Collections.Immutable;
using System.Globalization;

namespace SyncHub.Queries.Patterns;

/// <summary>
/// Reads the structure of a pattern that .NET holds valid: groups, alternatives, repeats and places. What a single character is held against
/// stays text, for .NET to read. Captures and laziness decide nothing about whether there is a match.
/// </summary>
internal sealed class RegexParser
{
    private const string Unsupported = "It has a lookaround, a backreference, an atomic group, a condition or a comment.";

    private readonly string _pattern;
    private readonly Dictionary<(string Atom, RegexOptionSet Options), CharNode> _atoms = [];
    private int _at;

    private RegexParser(string pattern) => _pattern = pattern;

    private bool IsAtEnd => _at == _pattern.Length;

    public static RegexNode Parse(string pattern) => new RegexParser(pattern).ReadChoice(default);

    // Up to the end of the group. Options that are set within hold to its end, in later branches, too.
    private RegexNode ReadChoice(RegexOptionSet options)
    {
        var branches = ImmutableArray.CreateBuilder<RegexNode>();
        var parts = ImmutableArray.CreateBuilder<RegexNode>();
        while (!IsAtEnd && _pattern[_at] != ')')
        {
            if (_pattern[_at] == '|')
            {
                _at++;
                branches.Add(new SequenceNode(parts.DrainToImmutable()));
            }
            else if (ReadPart(ref options) is { } part)
            {
                parts.Add(ReadRepeat(part));
            }
        }

        branches.Add(new SequenceNode(parts.DrainToImmutable()));
        return branches.Count == 1 ? branches[0] : new ChoiceNode(branches.DrainToImmutable());
    }

    private RegexNode? ReadPart(ref RegexOptionSet options)
    {
        switch (_pattern[_at])
        {
            case '(':
                return ReadGroup(ref options);
            case '^':
                return Place(1, options.Multiline ? RegexPlace.LineStart : RegexPlace.TextStart);
            case '$':
                return Place(1, options.Multiline ? RegexPlace.LineEnd : RegexPlace.TextEndOrLastNewLine);
            case '\\':
                return ReadEscape(options);
            case '[':
                return Atom(ClassLength(), options);
            default:
                return Atom(1, options);
        }
    }

    private RegexNode? ReadGroup(ref RegexOptionSet options)
    {
        var inner = options;
        _at++;
        if (!IsAtEnd && _pattern[_at] == '?')
        {
            var rest = _pattern.AsSpan(_at + 1);
            var letters = rest[..^rest.TrimStart("imnsxIMNSX-").Length];
            var end = rest[letters.Length];
            if (end is ')' or ':')
            {
                _at += letters.Length + 2;
                inner = options.With(letters);
                if (end == ')')
                {
                    options = inner;
                    return null;
                }
            }
            else
            {
                _at += NameLength(rest) + 1;
            }
        }

        var group = ReadChoice(inner);
        _at++;
        return group;
    }

    // <name> or 'name'; every other construct behind (? is one that cannot be followed in one pass.
    private static int NameLength(ReadOnlySpan<char> rest)
    {
        var close = rest[0] switch { '<' => '>', '\'' => '\'', _ => '\0' };
        var length = close == '\0' ? -1 : rest[1..].IndexOf(close);
        return length > 0 && char.IsLetterOrDigit(rest[1]) | rest[1] == '_' && !rest.Slice(1, length).Contains('-')
            ? length + 2
            : throw new NotSupportedException(Unsupported);
    }

    private RegexNode ReadEscape(RegexOptionSet options) => _pattern[_at + 1] switch
    {
        'A' => Place(2, RegexPlace.TextStart),
        'z' => Place(2, RegexPlace.TextEnd),
        'Z' => Place(2, RegexPlace.TextEndOrLastNewLine),
        'b' => Place(2, RegexPlace.WordBoundary),
        'B' => Place(2, RegexPlace.NoWordBoundary),
        'G' or 'k' or (>= '1' and <= '9') => throw new NotSupportedException(Unsupported),
        'x' => Atom(4, options),
        'u' => Atom(6, options),
        'c' => Atom(3, options),
        'p' or 'P' => Atom(_pattern.IndexOf('}', _at) - _at + 1, options),
        '0' => Atom(OctalLength(), options),
        _ => Atom(2, options),
    };

    private int OctalLength()
    {
        var digits = 1;
        while (digits < 3 && _at + 1 + digits < _pattern.Length && _pattern[_at + 1 + digits] is >= '0' and <= '7')
        {
            digits++;
        }

        return digits + 1;
    }

    private int ClassLength()
    {
        var index = _at + 1;
        index += _pattern[index] == '^' ? 1 : 0;

        // A bracket that comes first is one of the class.
        for (index += _pattern[index] == ']' ? 1 : 0; _pattern[index] != ']'; index++)
        {
            index += _pattern[index] != '\\' ? 0 : _pattern[index + 1] == 'c' ? 2 : 1;
            if (_pattern[index] == '[' && _pattern[index - 1] != '\\')
            {
                throw new NotSupportedException("It has a bracket or a subtraction within a character class. Write \\[ for a bracket.");
            }
        }

        return index - _at + 1;
    }

    private RegexNode ReadRepeat(RegexNode part)
    {
        while (!IsAtEnd)
        {
            var before = _at;
            switch (_pattern[_at])
            {
                case '*':
                    part = new RepeatNode(part, 0, null);
                    break;
                case '+':
                    part = new RepeatNode(part, 1, null);
                    break;
                case '?':
                    part = new RepeatNode(part, 0, 1);
                    break;
                case '{' when ReadCount() is var (min, max):
                    part = new RepeatNode(part, min, max);
                    break;
                default:
                    return part;
            }

            _at++;
            _at += !IsAtEnd && _pattern[_at] == '?' ? 1 : 0;
        }

        return part;
    }

    // {3}, {3,} and {3,5}, up to the closing brace; anything else in braces is text.
    private (int Min, int? Max)? ReadCount()
    {
        var end = _pattern.IndexOf('}', _at);
        var bounds = end < 0 ? [] : _pattern[(_at + 1)..end].Split(',');
        if (bounds.Length is 0 or > 2 || bounds[0].Length == 0 || bounds.Any(bound => bound.AsSpan().ContainsAnyExceptInRange('0', '9')))
        {
            return null;
        }

        _at = end;
        var min = int.Parse(bounds[0], CultureInfo.InvariantCulture);
        return (min, bounds.Length == 1 ? min : bounds[1].Length == 0 ? null : int.Parse(bounds[1], CultureInfo.InvariantCulture));
    }

    private PlaceNode Place(int length, RegexPlace place)
    {
        _at += length;
        return new PlaceNode(place);
    }

    private CharNode Atom(int length, RegexOptionSet options)
    {
        var atom = _pattern.Substring(_at, length);
        _at += length;
        if (!_atoms.TryGetValue((atom, options), out var node))
        {
            // Braces that are text need an escape when they stand alone.
            node = new CharNode(new CharClass(length == 1 && atom != "." ? System.Text.RegularExpressions.Regex.Escape(atom) : atom, options));
            _atoms.Add((atom, options), node);
        }

        return node;
    }
}
