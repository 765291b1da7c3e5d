using SyncHub.Queries;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Matching;

/// <summary>
/// A bit for each top-level property that queries name. From the 64th on they share the last one, which also stands for all that no query
/// names: a condition in code may look at it. That makes the gate coarser, never wrong.
/// Stays as properties come and go; it is bounded by the entity's type.
/// </summary>
internal sealed class PropertyBits
{
    private const int LastBit = 63;

    private readonly Dictionary<string, ulong> _bits = new(StringComparer.Ordinal);

    public ulong Of(QueryProperty property)
    {
        var dot = property.Path.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? property.Path : property.Path[..dot];
        if (!_bits.TryGetValue(name, out var bit))
        {
            bit = 1UL << Math.Min(_bits.Count, LastBit);
            _bits.Add(name, bit);
        }

        return bit;
    }

    public ulong Of(Filter filter)
    {
        var bits = 0UL;
        switch (filter)
        {
            case TermFilter term:
                return Of(term.Property);
            case CodeFilter:
                return ulong.MaxValue;
            case NotFilter not:
                return Of(not.Operand);
            case AndFilter all:
                foreach (var operand in all.Operands)
                {
                    bits |= Of(operand);
                }

                break;
            case OrFilter any:
                foreach (var operand in any.Operands)
                {
                    bits |= Of(operand);
                }

                break;
        }

        return bits;
    }

    public ulong Of(ChangedProperties changed)
    {
        if (changed.IsAll)
        {
            return ulong.MaxValue;
        }

        var bits = 0UL;
        foreach (var name in changed.Names)
        {
            bits |= _bits.GetValueOrDefault(name, 1UL << LastBit);
        }

        return bits;
    }
}
