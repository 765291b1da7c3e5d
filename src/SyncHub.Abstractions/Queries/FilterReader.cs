using System.Collections.Immutable;
using System.Text.Json;

namespace SyncHub.Queries;

/// <summary>Reads a filter from its wire form, checked against a schema and limits, but as it was written: not yet canonical.</summary>
internal sealed class FilterReader(QuerySchema schema, QueryLimits limits)
{
    private const string Logic = "$and, $or, $not, $nor";

    private int _terms;

    public static Filter Read(JsonElement json, QuerySchema schema, QueryLimits limits) => json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
        ? Filter.Everything
        : new FilterReader(schema, limits).ReadObject(json, depth: 0, "filter");

    private Filter ReadObject(JsonElement json, int depth, string where)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw QueryErrors.InvalidFilter($"{where} is {QueryErrors.Show(json)}, but takes an object such as {{ \"property\": {{ \"$eq\": value }} }}.");
        }

        var count = json.GetPropertyCount();
        var inner = count > 1 ? Deeper(depth, 1) : depth;
        var parts = ImmutableArray.CreateBuilder<Filter>(count);
        foreach (var entry in json.EnumerateObject())
        {
            var name = Name(entry, where);
            if (name.StartsWith('$'))
            {
                parts.Add(ReadLogic(name, entry.Value, inner));
            }
            else
            {
                ReadTerms(schema.Get(name), entry.Value, parts);
            }
        }

        if (parts.Count == 1)
        {
            return parts[0];
        }

        // One entry with several operators, too, means and.
        _ = Deeper(depth, parts.Count > 1 ? 1 : 0);
        return parts.Count == 0 ? Filter.Everything : new AndFilter(parts.DrainToImmutable());
    }

    private Filter ReadLogic(string name, JsonElement json, int depth) => name switch
    {
        "$and" => new AndFilter(ReadArray(name, json, Deeper(depth, 1))),
        "$or" => new OrFilter(ReadArray(name, json, Deeper(depth, 1))),
        "$nor" => new NotFilter(new OrFilter(ReadArray(name, json, Deeper(depth, 2)))),
        "$not" => new NotFilter(ReadObject(json, Deeper(depth, 1), name)),
        _ when FilterOperators.TryParse(name, out _) =>
            throw QueryErrors.InvalidFilter($"{name} stands where a property is expected. Write it under the property: {{ \"property\": {{ \"{name}\": value }} }}."),
        _ => throw QueryErrors.InvalidFilter($"There is no operator {QueryErrors.Show(name)}. Use one of {Logic}, or a property."),
    };

    private ImmutableArray<Filter> ReadArray(string name, JsonElement json, int depth)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            throw QueryErrors.InvalidFilter($"{name} is {QueryErrors.Show(json)}, but takes an array of filters.");
        }

        var parts = ImmutableArray.CreateBuilder<Filter>();
        foreach (var part in json.EnumerateArray())
        {
            // An empty filter holds no term, but is work all the same.
            if (parts.Count == limits.Terms)
            {
                throw TooManyTerms();
            }

            parts.Add(ReadObject(part, depth, name));
        }

        return parts.DrainToImmutable();
    }

    private void ReadTerms(QueryProperty property, JsonElement json, ImmutableArray<Filter>.Builder parts)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw QueryErrors.InvalidFilter(
                $"The property '{property.Path}' is compared with {QueryErrors.Show(json)} without an operator. Write {{ \"{property.Path}\": {{ \"$eq\": … }} }}.");
        }

        var before = parts.Count;
        foreach (var entry in json.EnumerateObject())
        {
            var name = Name(entry, property.Path);
            if (!FilterOperators.TryParse(name, out var op))
            {
                throw QueryErrors.InvalidFilter(name is "$and" or "$or" or "$not" or "$nor"
                    ? $"{name} stands under the property '{property.Path}'. Write it around: {{ \"{name}\": {(name == "$not" ? $"{{ \"{property.Path}\": … }}" : $"[ {{ \"{property.Path}\": … }} ]")} }}."
                    : $"The property '{property.Path}' has no operator {QueryErrors.Show(name)}. Use one of {FilterOperators.List(property.Operators)}.");
            }

            parts.Add(ReadTerm(property, op, entry.Value));
        }

        if (parts.Count == before)
        {
            throw QueryErrors.InvalidFilter($"The property '{property.Path}' has no operator. Write {{ \"{property.Path}\": {{ \"$eq\": … }} }}, or leave it out.");
        }
    }

    private TermFilter ReadTerm(QueryProperty property, FilterOperator op, JsonElement json)
    {
        if (++_terms > limits.Terms)
        {
            throw TooManyTerms();
        }

        property.RequireOperator(op);
        if (!op.TakesList())
        {
            if (op is FilterOperator.Like or FilterOperator.Regex && json.ValueKind == JsonValueKind.String && PatternLength(json) > limits.PatternLength)
            {
                throw QueryErrors.LimitExceeded($"The pattern of '{property.Path}' {op.Name()} is longer than {limits.PatternLength} characters. Use a shorter one.");
            }

            return new TermFilter(property, op, [property.ReadLiteral(op, json)]);
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            throw QueryErrors.InvalidFilter($"'{property.Path}' {op.Name()} is {QueryErrors.Show(json)}, but takes an array of values.");
        }

        if (json.GetArrayLength() > limits.ListLength)
        {
            throw QueryErrors.LimitExceeded($"The list of '{property.Path}' {op.Name()} has {json.GetArrayLength()} values; at most {limits.ListLength} are taken. Ask in parts.");
        }

        return new TermFilter(property, op, [.. json.EnumerateArray().Select(value => property.ReadLiteral(op, value))]);
    }

    private static int PatternLength(JsonElement json)
    {
        try
        {
            return json.GetString()!.Length;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: the literal's own reader says so.
            return 0;
        }
    }

    private static string Name(JsonProperty entry, string where)
    {
        try
        {
            return entry.Name;
        }
        catch (InvalidOperationException)
        {
            throw QueryErrors.InvalidFilter($"{where} has an entry whose name is not valid Unicode text. Use the names of properties and operators.");
        }
    }

    private int Deeper(int depth, int levels) => depth + levels <= limits.Depth
        ? depth + levels
        : throw QueryErrors.LimitExceeded($"The filter is nested more than {limits.Depth} levels deep. Write it flatter.");

    private SyncException TooManyTerms() =>
        QueryErrors.LimitExceeded($"The filter has more than {limits.Terms} terms. Use fewer, or $in for several values of one property.");
}
