using System.Runtime.InteropServices;

namespace SyncHub.Queries.Patterns;

/// <summary>A pattern as instructions, and their run over a text: a set of instructions that moves from character to character.</summary>
internal sealed class RegexProgram
{
    private readonly List<Instruction> _code = [];
    private readonly List<CharClass> _classes = [];

    private RegexProgram()
    {
    }

    private enum Kind
    {
        Match,
        Char,
        Place,
        Fork,
    }

    /// <summary>The number of instructions.</summary>
    public int Size => _code.Count;

    public static RegexProgram Create(RegexNode root)
    {
        var program = new RegexProgram();
        program.Emit(root);
        program._code.Add(new Instruction(Kind.Match));
        return program;
    }

    /// <summary>Whether a part of a text fits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="steps">How many instructions were looked at: at most <see cref="Size"/> for each place in the text.</param>
    public bool IsMatch(string text, out long steps)
    {
        var run = new Run(this, text, stackalloc int[Size], stackalloc int[Size], stackalloc int[Size], stackalloc int[Size], stackalloc int[_classes.Count]);
        var isMatch = run.IsMatch();
        steps = run.Steps;
        return isMatch;
    }

    private void Emit(RegexNode node)
    {
        switch (node)
        {
            case CharNode unit:
                _code.Add(new Instruction(Kind.Char, First: IndexOf(unit.Class)));
                break;
            case PlaceNode place:
                _code.Add(new Instruction(Kind.Place, Place: place.Place));
                break;
            case SequenceNode sequence:
                foreach (var part in sequence.Parts)
                {
                    Emit(part);
                }

                break;
            case ChoiceNode choice:
                EmitChoice(choice);
                break;
            case RepeatNode { Size: > 0 } repeat:
                EmitRepeat(repeat);
                break;
        }
    }

    private void EmitChoice(ChoiceNode choice)
    {
        var ends = new List<int>();
        foreach (var branch in choice.Branches[..^1])
        {
            var fork = Add();
            Emit(branch);
            ends.Add(Add());
            _code[fork] = Fork(fork + 1, Size);
        }

        Emit(choice.Branches[^1]);
        foreach (var end in ends)
        {
            _code[end] = Fork(Size, Size);
        }
    }

    private void EmitRepeat(RepeatNode repeat)
    {
        for (var count = 0; count < repeat.Min; count++)
        {
            Emit(repeat.Part);
        }

        if (repeat.Max is not { } max)
        {
            var start = Add();
            Emit(repeat.Part);
            _code.Add(Fork(start, start));
            _code[start] = Fork(start + 1, Size);
            return;
        }

        var forks = new List<int>();
        for (var count = repeat.Min; count < max; count++)
        {
            forks.Add(Add());
            Emit(repeat.Part);
        }

        foreach (var fork in forks)
        {
            _code[fork] = Fork(fork + 1, Size);
        }
    }

    private int IndexOf(CharClass unit)
    {
        var index = _classes.IndexOf(unit);
        if (index < 0)
        {
            index = _classes.Count;
            _classes.Add(unit);
        }

        return index;
    }

    private int Add()
    {
        _code.Add(default);
        return _code.Count - 1;
    }

    private static Instruction Fork(int first, int second) => new(Kind.Fork, First: first, Second: second);

    private readonly record struct Instruction(Kind Kind, RegexPlace Place = default, int First = 0, int Second = 0);

    // The spans are as long as the program: each instruction is in a set once.
    private ref struct Run(RegexProgram program, string text, Span<int> current, Span<int> next, Span<int> pending, Span<int> seen, Span<int> verdicts)
    {
        private readonly ReadOnlySpan<Instruction> _code = CollectionsMarshal.AsSpan(program._code);
        private readonly ReadOnlySpan<CharClass> _classes = CollectionsMarshal.AsSpan(program._classes);
        private readonly Span<int> _verdicts = verdicts;
        private readonly Span<int> _pending = pending;
        private readonly Span<int> _seen = seen;
        private Span<int> _current = current;
        private Span<int> _next = next;

        public long Steps { get; private set; }

        public bool IsMatch()
        {
            var count = 0;
            _seen.Fill(-1);
            for (var at = 0; ; at++)
            {
                // A match may begin anywhere.
                if (Reach(0, at, _current, ref count))
                {
                    return true;
                }

                if (at == text.Length)
                {
                    return false;
                }

                var following = 0;
                _verdicts.Clear();
                foreach (var place in _current[..count])
                {
                    if (Takes(_code[place].First, text[at]) && Reach(place + 1, at + 1, _next, ref following))
                    {
                        return true;
                    }
                }

                var spare = _current;
                _current = _next;
                _next = spare;
                count = following;
            }
        }

        // A class is asked once for each character: it stands in many places once repeats are written out.
        private bool Takes(int index, char unit)
        {
            if (_verdicts[index] == 0)
            {
                _verdicts[index] = _classes[index].Contains(unit) ? 1 : -1;
            }

            return _verdicts[index] > 0;
        }

        // Adds the characters that an instruction leads to without taking one; true where it leads to the end.
        private bool Reach(int start, int at, Span<int> set, ref int count)
        {
            var depth = 0;
            Push(start, at, ref depth);
            while (depth > 0)
            {
                var place = _pending[--depth];
                ref readonly var instruction = ref _code[place];
                switch (instruction.Kind)
                {
                    case Kind.Match:
                        return true;
                    case Kind.Char:
                        set[count++] = place;
                        break;
                    case Kind.Place when !Holds(instruction.Place, at):
                        break;
                    case Kind.Place:
                        Push(place + 1, at, ref depth);
                        break;
                    default:
                        Push(instruction.First, at, ref depth);
                        Push(instruction.Second, at, ref depth);
                        break;
                }
            }

            return false;
        }

        private void Push(int place, int at, ref int depth)
        {
            if (_seen[place] != at)
            {
                _seen[place] = at;
                _pending[depth++] = place;
                Steps++;
            }
        }

        private readonly bool Holds(RegexPlace place, int at) => place switch
        {
            RegexPlace.TextStart => at == 0,
            RegexPlace.LineStart => at == 0 || text[at - 1] == '\n',
            RegexPlace.TextEnd => at == text.Length,
            RegexPlace.TextEndOrLastNewLine => at == text.Length || (at == text.Length - 1 && text[at] == '\n'),
            RegexPlace.LineEnd => at == text.Length || text[at] == '\n',
            RegexPlace.WordBoundary => IsWord(at - 1) != IsWord(at),
            _ => IsWord(at - 1) == IsWord(at),
        };

        // At boundaries, the joiners count as parts of words.
        private readonly bool IsWord(int index) => index >= 0 && index < text.Length && (text[index] is '\u200C' or '\u200D' || CharClass.Word.Contains(text[index]));
    }
}
