using SyncHub.Queries;
using SyncHub.Queries.Evaluation;

namespace SyncHub.Server.Matching;

/// <summary>The queries that are filed under one property.</summary>
internal abstract class PropertyIndex<T, TQuery>
    where T : class
    where TQuery : class
{
    /// <summary>The top-level property that the index looks at, as <see cref="PropertyBits"/>.</summary>
    public required ulong Property { get; init; }

    public abstract bool IsEmpty { get; }

    /// <summary>The index that an access needs.</summary>
    public static PropertyIndex<T, TQuery> For(Access access, QueryCompiler<T> compiler, ulong property)
    {
        var isElement = access is ElementAccess;
        var type = isElement ? access.Property.ElementType! : access.Property.Type;
        var create = (isElement ? new Func<QueryProperty, QueryCompiler<T>, ulong, PropertyIndex<T, TQuery>>(CreateElements<object>) : CreateScalars<object>)
            .Method.GetGenericMethodDefinition().MakeGenericMethod(Nullable.GetUnderlyingType(type) ?? type);
        return (PropertyIndex<T, TQuery>)create.Invoke(null, [access.Property, compiler, property])!;
    }

    public abstract void Add(Access access, MatcherEntry<T, TQuery> entry);

    public abstract void Remove(Access access, MatcherEntry<T, TQuery> entry);

    /// <summary>Finds the queries whose access holds for a row.</summary>
    /// <param name="before">The row before; null for none.</param>
    /// <param name="after">The row after; null for none.</param>
    /// <param name="isChanged">Whether the property may differ between the two.</param>
    /// <param name="candidates">Where to put them.</param>
    public abstract void Probe(T? before, T? after, bool isChanged, Candidates<T, TQuery> candidates);

    private static ScalarIndex<T, TQuery, TValue> CreateScalars<TValue>(QueryProperty property, QueryCompiler<T> compiler, ulong bit)
        where TValue : notnull => new ScalarIndex<T, TQuery, TValue>(compiler.ToAccessor<TValue>(property)) { Property = bit };

    private static ElementIndex<T, TQuery, TValue> CreateElements<TValue>(QueryProperty property, QueryCompiler<T> compiler, ulong bit)
        where TValue : notnull => new ElementIndex<T, TQuery, TValue>(compiler.ToAccessor<System.Collections.IEnumerable>(property)) { Property = bit };
}
