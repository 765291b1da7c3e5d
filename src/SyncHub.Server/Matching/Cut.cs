using System.Runtime.CompilerServices;
using SyncHub.Queries;

namespace SyncHub.Server.Matching;

/// <summary>
/// A place between values: right before one, right after one, or beyond all. A range is what lies between two cuts, so open and closed ends
/// need no cases of their own. The default is none.
/// </summary>
internal readonly struct Cut<TValue>
    where TValue : notnull
{
    private readonly TValue? _value;
    private readonly Side _side;

    private Cut(Side side, TValue? value = default) => (_side, _value) = (side, value);

    private enum Side : sbyte
    {
        BeforeAll = -2,
        Before = -1,
        After = 1,
        AfterAll = 2,
    }

    public static Cut<TValue> LowerOf(RangeAccess range) => Of(range.Lower, Side.BeforeAll);

    public static Cut<TValue> UpperOf(RangeAccess range) => Of(range.Upper, Side.AfterAll);

    /// <summary>Whether a value comes after the cut.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsBelow(TValue value)
    {
        if (_side is Side.BeforeAll or Side.AfterAll)
        {
            return _side == Side.BeforeAll;
        }

        var order = CompareValues(_value!, value);
        return order < 0 || (order == 0 && _side == Side.Before);
    }

    public int CompareTo(Cut<TValue> other)
    {
        var order = Infinite(_side) - Infinite(other._side);
        if (order != 0 || Infinite(_side) != 0)
        {
            return order;
        }

        order = CompareValues(_value!, other._value!);
        return order != 0 ? order : _side - other._side;
    }

    private static int Infinite(Side side) => side switch
    {
        Side.BeforeAll => -1,
        Side.AfterAll => 1,
        _ => 0,
    };

    private static Cut<TValue> Of(RangeEnd? end, Side none) =>
        end is null ? new(none) : new(end.IsAfter ? Side.After : Side.Before, (TValue)end.Value);

    private static int CompareValues(TValue left, TValue right) => typeof(TValue) == typeof(string)
        ? CodePointComparer.Compare((string)(object)left, (string)(object)right)
        : Comparer<TValue>.Default.Compare(left, right);
}
