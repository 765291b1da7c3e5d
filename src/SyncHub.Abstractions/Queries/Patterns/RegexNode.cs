using System.Collections.Immutable;

namespace SyncHub.Queries.Patterns;

/// <summary>A part of a pattern.</summary>
internal abstract record RegexNode
{
    private const long Large = int.MaxValue;

    /// <summary>How many instructions it becomes; no more than <see cref="int.MaxValue"/>.</summary>
    public abstract long Size { get; }

    private protected static long Bound(long size) => Math.Min(size, Large);
}

/// <summary>One character.</summary>
internal sealed record CharNode(CharClass Class) : RegexNode
{
    public override long Size => 1;
}

/// <summary>A condition on a place between characters.</summary>
internal sealed record PlaceNode(RegexPlace Place) : RegexNode
{
    public override long Size => 1;
}

/// <summary>One part after the other.</summary>
internal sealed record SequenceNode(ImmutableArray<RegexNode> Parts) : RegexNode
{
    public override long Size { get; } = Bound(Parts.Sum(part => part.Size));
}

/// <summary>One of several parts.</summary>
internal sealed record ChoiceNode(ImmutableArray<RegexNode> Branches) : RegexNode
{
    public override long Size { get; } = Bound(Branches.Sum(branch => branch.Size + 2) - 2);
}

/// <summary>A part several times.</summary>
/// <param name="Part">The part.</param>
/// <param name="Min">How often at least.</param>
/// <param name="Max">How often at most; null for any number.</param>
internal sealed record RepeatNode(RegexNode Part, int Min, int? Max) : RegexNode
{
    public override long Size { get; } = Bound((Min * Part.Size) + (Max is { } max ? (max - (long)Min) * (Part.Size + 1) : Part.Size + 2));
}

/// <summary>Conditions on a place.</summary>
internal enum RegexPlace
{
    TextStart,
    LineStart,
    TextEnd,
    TextEndOrLastNewLine,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
}
