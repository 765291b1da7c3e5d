using System.Linq.Expressions;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Ranks in the place of values that the database orders in its own way: the names of an enum, say.</summary>
internal static class Ranking
{
    private const int MaxValues = 256;

    /// <summary>Whether all values that there can be have a rank; combinations of flags do not.</summary>
    public static bool Has(Type type) => type == typeof(bool) || (type.IsEnum && !type.IsDefined(typeof(FlagsAttribute), inherit: false) && Declared(type).Count <= MaxValues);

    /// <summary>The rank of a column's value. Never null: whether there is one is asked elsewhere.</summary>
    public static Expression Of(Column column)
    {
        var type = column.Type;
        object[] values = type == typeof(bool) ? [false, true] : [.. Declared(type)];
        Expression rank = Expression.Constant(values.Length - 1);
        for (var index = values.Length - 2; index >= 0; index--)
        {
            var value = Expression.Convert(Expression.Constant(values[index], type), column.Value.Type);
            rank = Expression.Condition(Expression.Equal(column.Value, value), Expression.Constant(index), rank);
        }

        return rank;
    }

    /// <summary>The rank of a value.</summary>
    public static int Of(object value) => value is bool flag ? (flag ? 1 : 0) : Declared(value.GetType()).IndexOf(value);

    private static List<object> Declared(Type type) => [.. Enum.GetValues(type).Cast<object>().Distinct().Order()];
}
