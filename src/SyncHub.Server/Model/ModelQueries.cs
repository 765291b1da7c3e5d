using System.Text.Json.Serialization.Metadata;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;
using SyncHub.Server.Data;
using SyncHub.Server.Log;
using SyncHub.Server.Matching;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Model;

/// <summary>What all queries over one model share. Safe for concurrent use.</summary>
internal sealed class ModelQueries<T>(JsonTypeInfo<T> wire, JsonTypeInfo<T> storage, string keyName)
    where T : class
{
    /// <summary>What queries can name.</summary>
    public QuerySchema Schema { get; } = QuerySchema.Create(wire, keyName);

    public QueryCompiler<T> Compiler { get; } = new();

    /// <summary>Compiles what a query needs, so that whoever uses it next finds it compiled: a new shape takes a millisecond.</summary>
    public void Prepare(Query query)
    {
        Compiler.ToPredicate(query.Filter);
        Compiler.ToComparer(query.Order);
        FilterPlan<T>.Create(query.Filter, Schema, Compiler);
    }

    /// <summary>The row that a change found; null for an addition.</summary>
    public Row<T>? Before(Change change) => change.Before.IsAbsent ? null : new Row<T>(change.Key, change.Before, storage);

    /// <summary>The row that a change left; null for a removal.</summary>
    public Row<T>? After(Change change) => change.After.IsAbsent ? null : new Row<T>(change.Key, change.After, storage);

    /// <summary>A query's filter. A row whose evaluation throws does not match.</summary>
    public Func<Row<T>, bool> Matches(Query query)
    {
        var predicate = Compiler.ToPredicate(query.Filter);
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
