using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Json;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;
using SyncHub.Server.Authorization;
using SyncHub.Server.Data;
using SyncHub.Server.Log;
using SyncHub.Server.Matching;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Model;

/// <summary>What all queries over one model share. Safe for concurrent use.</summary>
internal sealed class ModelQueries<T>(string name, JsonTypeInfo<T> wire, JsonTypeInfo<T> storage, string keyName) : IModelProperties
    where T : class
{
    /// <summary>The model's name.</summary>
    public string Name => name;

    /// <summary>What queries can name.</summary>
    public QuerySchema Schema { get; } = QuerySchema.Create(wire, keyName);

    /// <summary>The names of all that a body may have beside its key; null where it may have more than its type says.</summary>
    public IReadOnlyList<string>? PropertyNames { get; } = wire.PolymorphismOptions is not null || wire.Properties.Any(property => property.IsExtensionData)
        ? null
        : [.. wire.Properties.Where(property => property.Get is not null && property.Name != keyName).Select(property => property.Name)];

    /// <summary>How the bodies of rows are read.</summary>
    public JsonTypeInfo<T> Storage => storage;

    public QueryCompiler<T> Compiler { get; } = new();

    /// <summary>Compiles what a query needs, so that whoever uses it next finds it compiled: a new shape takes a millisecond.</summary>
    public void Prepare(Query query)
    {
        Compiler.ToPredicate(query.Filter);
        Compiler.ToComparer(query.Order);
        FilterPlan<T>.Create(query.Filter, Schema, Compiler);
    }

    public bool Travels(Type owner, MemberInfo member) =>
        !wire.Options.TryGetTypeInfo(owner, out var contract)
        || contract.Kind != JsonTypeInfoKind.Object
        || contract.Properties.Any(property => property.Get is not null && property.AttributeProvider is MemberInfo known && known.Name == member.Name);

    /// <summary>A row of a body.</summary>
    public Row<T> RowOf(SyncKey key, RawJson body) => new(key, body, storage);

    /// <summary>The row that a change found; null for an addition.</summary>
    public Row<T>? Before(Change change) => change.Before.IsAbsent ? null : RowOf(change.Key, change.Before);

    /// <summary>The row that a change left; null for a removal.</summary>
    public Row<T>? After(Change change) => change.After.IsAbsent ? null : RowOf(change.Key, change.After);

    /// <summary>A query's filter. A row whose evaluation throws does not match.</summary>
    public Func<Row<T>, bool> Matches(Query query) => Matches(query.Filter);

    /// <summary>A filter. A row whose evaluation throws does not match.</summary>
    public Func<Row<T>, bool> Matches(Filter filter)
    {
        var predicate = Compiler.ToPredicate(filter);
        return row =>
        {
            try
            {
                return predicate(row.Entity);
            }
            catch (Exception)
            {
                // As in the matcher: what throws matches nothing, whoever asks.
                return false;
            }
        };
    }

    /// <summary>A query's order as the wire defines it, without the tie-break of keys that no order can name.</summary>
    public IComparer<Row<T>> Sorts(Query query)
    {
        var entities = Compiler.ToComparer(query.Order);
        return Comparer<Row<T>>.Create((left, right) => entities.Compare(left.Entity, right.Entity));
    }

    /// <summary>A query's order, in which no two rows are equal.</summary>
    public IComparer<Row<T>> Order(Query query)
    {
        var sorts = Sorts(query);
        return Comparer<Row<T>>.Create((left, right) => sorts.Compare(left, right) is var bySort && bySort != 0 ? bySort : KeyOrder.Wire.Compare(left.Key, right.Key));
    }
}
