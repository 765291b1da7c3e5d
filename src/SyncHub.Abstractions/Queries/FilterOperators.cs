using System.Collections.Frozen;
using System.Collections.Immutable;

namespace SyncHub.Queries;

/// <summary>The names of operators on the wire, and which operators belong together.</summary>
internal static class FilterOperators
{
    public static readonly ImmutableArray<FilterOperator> Equality =
        [FilterOperator.Equal, FilterOperator.NotEqual, FilterOperator.In, FilterOperator.NotIn];

    public static readonly ImmutableArray<FilterOperator> Comparison =
        [.. Equality, FilterOperator.Greater, FilterOperator.GreaterOrEqual, FilterOperator.Less, FilterOperator.LessOrEqual];

    public static readonly ImmutableArray<FilterOperator> Text =
        [.. Comparison, FilterOperator.StartsWith, FilterOperator.EndsWith, FilterOperator.Contains, FilterOperator.Like, FilterOperator.Regex];

    public static readonly ImmutableArray<FilterOperator> Nullness = [FilterOperator.Equal, FilterOperator.NotEqual];

    public static readonly ImmutableArray<FilterOperator> Collection = [.. Nullness, FilterOperator.Contains];

    private static readonly FrozenDictionary<FilterOperator, string> Names = new Dictionary<FilterOperator, string>
    {
        [FilterOperator.Equal] = "$eq",
        [FilterOperator.NotEqual] = "$ne",
        [FilterOperator.Greater] = "$gt",
        [FilterOperator.GreaterOrEqual] = "$gte",
        [FilterOperator.Less] = "$lt",
        [FilterOperator.LessOrEqual] = "$lte",
        [FilterOperator.In] = "$in",
        [FilterOperator.NotIn] = "$nin",
        [FilterOperator.StartsWith] = "$startsWith",
        [FilterOperator.EndsWith] = "$endsWith",
        [FilterOperator.Contains] = "$contains",
        [FilterOperator.Like] = "$like",
        [FilterOperator.Regex] = "$regex",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, FilterOperator> ByName = Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static string Name(this FilterOperator op) => Names[op];

    public static bool TryParse(string name, out FilterOperator op) => ByName.TryGetValue(name, out op);

    /// <summary>Operators as a list for error messages.</summary>
    public static string List(IEnumerable<FilterOperator> operators) => string.Join(", ", operators.Select(Name));

    public static bool TakesList(this FilterOperator op) => op is FilterOperator.In or FilterOperator.NotIn;

    public static bool IsRange(this FilterOperator op) =>
        op is FilterOperator.Greater or FilterOperator.GreaterOrEqual or FilterOperator.Less or FilterOperator.LessOrEqual;

    public static bool IsValueSet(this FilterOperator op) =>
        op is FilterOperator.Equal or FilterOperator.NotEqual or FilterOperator.In or FilterOperator.NotIn;

    /// <summary>The range that holds whatever this one does not, null apart.</summary>
    public static FilterOperator Opposite(this FilterOperator range) => range switch
    {
        FilterOperator.Greater => FilterOperator.LessOrEqual,
        FilterOperator.GreaterOrEqual => FilterOperator.Less,
        FilterOperator.Less => FilterOperator.GreaterOrEqual,
        FilterOperator.LessOrEqual => FilterOperator.Greater,
        _ => throw new ArgumentOutOfRangeException(nameof(range), range, "Only ranges have an opposite."),
    };
}
