using System.Collections.Immutable;
using System.Linq.Expressions;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Turns orders into what the database sorts by, and a row into the condition that holds for all rows behind it.</summary>
internal sealed class OrderTranslator<TEntity, T>(string model, ColumnMap<TEntity> columns, FilterTranslator<TEntity> filters, ProviderDialect dialect, QueryCompiler<T> compiler)
    where T : class
{
    /// <summary>Sorts rows: null first (last where descending), texts by code point.</summary>
    public IQueryable<TEntity> Sort(IQueryable<TEntity> rows, ImmutableArray<OrderTerm> order, string key)
    {
        var isFirst = true;
        foreach (var term in order)
        {
            var column = Terms(term);
            if (column.NeedsPresence)
            {
                Add(column.IsPresent(), term.Descending);
            }

            Add(column.ToOrder(), term.Descending);
        }

        // A key that no order can name decides all the same, in the database's own way.
        if (!order.Any(term => term.Property.Members is [var member] && member.Name == key))
        {
            Add(Expression.Property(columns.Entity, key), descending: false);
        }

        return rows;

        void Add(Expression by, bool descending)
        {
            var method = (isFirst, descending) switch
            {
                (true, false) => nameof(Queryable.OrderBy),
                (true, true) => nameof(Queryable.OrderByDescending),
                (false, false) => nameof(Queryable.ThenBy),
                (false, true) => nameof(Queryable.ThenByDescending),
            };
            isFirst = false;
            rows = rows.Provider.CreateQuery<TEntity>(
                Expression.Call(typeof(Queryable), method, [typeof(TEntity), by.Type], rows.Expression, Expression.Quote(Expression.Lambda(by, columns.Entity))));
        }
    }

    /// <summary>Which rows come behind one, whether that still exists or not.</summary>
    public Expression<Func<TEntity, bool>> Behind(T row, ImmutableArray<OrderTerm> order)
    {
        Expression behind = Expression.Constant(false);
        for (var index = order.Length - 1; index >= 0; index--)
        {
            var term = order[index];
            var column = Terms(term);
            var value = compiler.ToAccessor<object>(term.Property)(row);
            var further = value.IsPresent ? Further(column, term.Descending, value.Value) : term.Descending ? Expression.Constant(false) : column.IsPresent();
            var same = value.IsPresent ? column.AreEqual(value.Value) : column.IsNull();
            behind = Expression.OrElse(further, Expression.AndAlso(same, behind));
        }

        return Expression.Lambda<Func<TEntity, bool>>(behind, columns.Entity);
    }

    private static Expression Further(ColumnTerms column, bool descending, object value) => descending
        ? Expression.OrElse(column.IsNull(), column.IsInRange(ExpressionType.LessThan, value))
        : column.IsInRange(ExpressionType.GreaterThan, value);

    private ColumnTerms Terms(OrderTerm term)
    {
        var column = filters.Terms(term.Property);
        return column.CanBe(Ability.Order)
            ? column
            : throw QueryRefusal.Of($"{dialect.Name} does not order model '{model}' by '{term.Property.Path}' as SyncHub defines it, because of how that is stored. {QueryRefusal.WayOut}");
    }
}
