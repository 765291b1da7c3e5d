using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SyncHub.Abstractions.Tests.Queries;

/// <summary>
/// Answers the same questions as the product, slowly and in another way: it walks the filter's own JSON over the row's own JSON and knows
/// neither trees nor types, only how each property is to be compared.
/// </summary>
internal static class WireOracle
{
    private const string CodePoint = @"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\uD800-\uDFFF])";

    public static bool Matches(JsonElement filter, JsonElement row) => filter.EnumerateObject().All(entry => entry.Name switch
    {
        "$and" => entry.Value.EnumerateArray().All(part => Matches(part, row)),
        "$or" => entry.Value.EnumerateArray().Any(part => Matches(part, row)),
        "$nor" => !entry.Value.EnumerateArray().Any(part => Matches(part, row)),
        "$not" => !Matches(entry.Value, row),
        var path => entry.Value.EnumerateObject().All(term => Holds(Domain.KindOf(path), term.Name, Value(row, path), term.Value)),
    });

    public static int Order(JsonElement order, JsonElement left, JsonElement right)
    {
        foreach (var entry in order.EnumerateObject())
        {
            var (x, y) = (Value(left, entry.Name), Value(right, entry.Name));
            var result = (IsNull(x), IsNull(y)) switch
            {
                (true, true) => 0,
                (true, false) => -1,
                (false, true) => 1,
                _ => Compare(Domain.KindOf(entry.Name), x, y),
            };
            if (result != 0)
            {
                return entry.Value.GetString() == "DESC" ? -Math.Sign(result) : result;
            }
        }

        return Value(left, "id").GetInt32().CompareTo(Value(right, "id").GetInt32());
    }

    private static bool Holds(string kind, string op, JsonElement value, JsonElement literal)
    {
        switch (op)
        {
            case "$eq":
                return Same(kind, value, literal);
            case "$ne":
                return !Same(kind, value, literal);
            case "$in":
                return literal.EnumerateArray().Any(item => Same(kind, value, item));
            case "$nin":
                return literal.EnumerateArray().All(item => !Same(kind, value, item));
        }

        if (IsNull(value))
        {
            return false;
        }

        return op switch
        {
            "$gt" => Compare(kind, value, literal) > 0,
            "$gte" => Compare(kind, value, literal) >= 0,
            "$lt" => Compare(kind, value, literal) < 0,
            "$lte" => Compare(kind, value, literal) <= 0,
            "$contains" when value.ValueKind == JsonValueKind.Array => value.EnumerateArray().Any(item => Same(kind, item, literal)),
            "$contains" => value.GetString()!.Contains(literal.GetString()!, StringComparison.Ordinal),
            "$startsWith" => value.GetString()!.StartsWith(literal.GetString()!, StringComparison.Ordinal),
            "$endsWith" => value.GetString()!.EndsWith(literal.GetString()!, StringComparison.Ordinal),
            "$like" => Like(value.GetString()!, literal.GetString()!),
            "$regex" => Regex.IsMatch(value.GetString()!, literal.GetString()!, RegexOptions.CultureInvariant),
            _ => throw new InvalidOperationException(op),
        };
    }

    public static bool Like(string text, string pattern)
    {
        var regex = new StringBuilder(@"\A");
        for (var index = 0; index < pattern.Length; index++)
        {
            regex.Append(pattern[index] switch
            {
                '%' => CodePoint + "*",
                '_' => CodePoint,
                '\\' => Regex.Escape(pattern[++index].ToString()),
                var other => Regex.Escape(other.ToString()),
            });
        }

        return Regex.IsMatch(text, regex.Append(@"\z").ToString(), RegexOptions.CultureInvariant);
    }

    private static bool IsNull(JsonElement value) => value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    private static bool Same(string kind, JsonElement left, JsonElement right) =>
        IsNull(left) || IsNull(right) ? IsNull(left) && IsNull(right) : Compare(kind, left, right) == 0;

    private static int Compare(string kind, JsonElement left, JsonElement right) => kind switch
    {
        "number" => Number(left).CompareTo(Number(right)),
        "bool" => left.GetBoolean().CompareTo(right.GetBoolean()),
        "text" => Encoding.UTF8.GetBytes(left.GetString()!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.GetString()!)),
        "guid" => string.CompareOrdinal(left.GetGuid().ToString("D"), right.GetGuid().ToString("D")),
        "instant" => left.GetDateTimeOffset().UtcTicks.CompareTo(right.GetDateTimeOffset().UtcTicks),
        "date" => string.CompareOrdinal(left.GetString(), right.GetString()),
        "enum" => Array.IndexOf(Domain.Levels, left.GetString()).CompareTo(Array.IndexOf(Domain.Levels, right.GetString())),
        _ => throw new InvalidOperationException(kind),
    };

    private static decimal Number(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? decimal.Parse(json.GetString()!, CultureInfo.InvariantCulture) : decimal.Parse(json.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static JsonElement Value(JsonElement row, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (row.ValueKind != JsonValueKind.Object)
            {
                return default;
            }

            row = row.GetProperty(name);
        }

        return row;
    }
}
