using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SyncHub.Queries;

/// <summary>
/// Which entities a live collection holds, in which order and how many of them. Immutable and canonical: queries that are equal in all but
/// wording are equal, here and in <see cref="Json"/>, and can share everything.
/// </summary>
public sealed class Query : IEquatable<Query>
{
    private Query(Filter filter, ImmutableArray<OrderTerm> order, int? top, int skip, bool total)
    {
        Filter = filter;
        Order = order;
        Top = top;
        Skip = skip;
        Total = total;
        ViewJson = FilterWriter.Text(writer => WriteView(writer, close: true));
        Json = FilterWriter.Text(Write);
    }

    /// <summary>Which entities; canonical.</summary>
    public Filter Filter { get; }

    /// <summary>In which order; the schema's key, where it can be sorted by, is always in it: the last tie-break, ascending.</summary>
    public ImmutableArray<OrderTerm> Order { get; }

    /// <summary>How many at most; null for all.</summary>
    public int? Top { get; }

    /// <summary>How many of the first are left out.</summary>
    public int Skip { get; }

    /// <summary>Whether the number of matches without <see cref="Top"/> and <see cref="Skip"/> is asked for.</summary>
    public bool Total { get; }

    /// <summary>The canonical wire form of filter, order, page and total. What is equal here is the same query on one model.</summary>
    public string Json { get; }

    /// <summary>The canonical wire form of filter and order alone: all pages of one list have it in common.</summary>
    public string ViewJson { get; }

    /// <summary>Creates a query of parts that were checked before; it is brought into its canonical form.</summary>
    /// <param name="schema">The schema that the parts are of.</param>
    /// <param name="filter">Which entities.</param>
    /// <param name="order">In which order.</param>
    /// <param name="top">How many at most; null for all.</param>
    /// <param name="skip">How many of the first are left out.</param>
    /// <param name="total">Whether the number of all matches is asked for.</param>
    /// <param name="limits">The limits of the page; null for the defaults.</param>
    /// <exception cref="SyncException">A page is negative (<see cref="SyncErrorCodes.InvalidRequest"/>) or too large (<see cref="SyncErrorCodes.LimitExceeded"/>).</exception>
    public static Query Create(
        QuerySchema schema, Filter filter, IEnumerable<OrderTerm> order, int? top = null, int skip = 0, bool total = true, QueryLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(order);
        limits ??= QueryLimits.Default;
        CheckPage("top", top, limits.Top);
        CheckPage("skip", skip, limits.Skip);
        return new Query(filter.Canonicalize(), CanonicalOrder(schema, order), top, skip, total);
    }

    /// <summary>Reads a query from its wire form.</summary>
    /// <param name="schema">What the query can name.</param>
    /// <param name="filter">The filter; <c>default</c> or null for everything.</param>
    /// <param name="order">The order; <c>default</c> or null for none but the key's.</param>
    /// <param name="top">How many at most; null for all.</param>
    /// <param name="skip">How many of the first are left out.</param>
    /// <param name="total">Whether the number of all matches is asked for.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <exception cref="SyncException">
    /// Filter or order do not fit the schema (<see cref="SyncErrorCodes.InvalidFilter"/>), a page is negative
    /// (<see cref="SyncErrorCodes.InvalidRequest"/>), or something is beyond its limit (<see cref="SyncErrorCodes.LimitExceeded"/>).
    /// </exception>
    public static Query Read(
        QuerySchema schema, JsonElement filter, JsonElement order = default, int? top = null, int skip = 0, bool total = true, QueryLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        limits ??= QueryLimits.Default;
        return Create(schema, FilterReader.Read(filter, schema, limits), OrderReader.Read(order, schema, limits), top, skip, total, limits);
    }

    /// <summary>A name for the query that is the same in every process: the first 128 bits of the SHA-256 of <see cref="Json"/>, in hexadecimal digits.</summary>
    public string ComputeHash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json)).AsSpan(0, 16));

    /// <inheritdoc/>
    public bool Equals(Query? other) => other is not null && Json == other.Json;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Query);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Json, StringComparison.Ordinal);

    /// <summary>The canonical wire form.</summary>
    public override string ToString() => Json;

    private static void CheckPage(string name, int? value, int limit)
    {
        if (value < 0)
        {
            throw QueryErrors.InvalidRequest($"{name} is {value}. Use 0 or more.");
        }

        if (value > limit)
        {
            throw QueryErrors.LimitExceeded($"{name} is {value}; at most {limit} is taken. Narrow the filter instead.");
        }
    }

    // A second entry for a property decides nothing, nor does any after the key, which has no ties.
    private static ImmutableArray<OrderTerm> CanonicalOrder(QuerySchema schema, IEnumerable<OrderTerm> order)
    {
        var terms = order.DistinctBy(term => term.Property.Path, StringComparer.Ordinal).ToList();
        if (schema.Key is not { IsSortable: true } key)
        {
            return [.. terms];
        }

        var last = terms.FindIndex(term => term.Property.Path == key.Path);
        return last < 0 ? [.. terms, new OrderTerm(key)] : [.. terms.Take(last + 1)];
    }

    private void Write(Utf8JsonWriter writer)
    {
        WriteView(writer, close: false);
        if (Top is { } top)
        {
            writer.WriteNumber("top", top);
        }

        if (Skip > 0)
        {
            writer.WriteNumber("skip", Skip);
        }

        if (!Total)
        {
            writer.WriteBoolean("total", false);
        }

        writer.WriteEndObject();
    }

    private void WriteView(Utf8JsonWriter writer, bool close)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("filter");
        FilterWriter.Write(writer, Filter);
        writer.WriteStartArray("order");
        foreach (var term in Order)
        {
            writer.WriteStartObject();
            writer.WriteString(term.Property.Path, term.Descending ? "DESC" : "ASC");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (close)
        {
            writer.WriteEndObject();
        }
    }
}
