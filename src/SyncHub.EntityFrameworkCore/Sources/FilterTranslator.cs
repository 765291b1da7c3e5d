using System.Linq.Expressions;
using SyncHub.Queries;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Turns filters into conditions that the database answers as memory does, or refuses them.</summary>
internal sealed class FilterTranslator<TEntity>(string model, ColumnMap<TEntity> columns, ProviderDialect dialect)
{
    public Expression<Func<TEntity, bool>> Translate(Filter filter) => Expression.Lambda<Func<TEntity, bool>>(Build(filter), columns.Entity);

    /// <summary>The conditions on a property.</summary>
    /// <exception cref="SyncException">The database does not have it.</exception>
    public ColumnTerms Terms(QueryProperty property) => columns.Trace(property.Members) is { } column
        ? new ColumnTerms(property, column, dialect)
        : throw QueryRefusal.Of($"'{property.Path}' of model '{model}' is computed in code, so {dialect.Name} cannot look at it. Name stored properties, or store it as well.");

    private Expression Build(Filter filter) => filter switch
    {
        EverythingFilter => Expression.Constant(true),
        NothingFilter => Expression.Constant(false),
        AndFilter all => Balanced([.. all.Operands.Select(Build)], Expression.AndAlso, ifEmpty: true),
        OrFilter any => Balanced([.. any.Operands.Select(Build)], Expression.OrElse, ifEmpty: false),
        NotFilter not => Expression.Not(Build(not.Operand)),
        TermFilter term => Build(term, Terms(term.Property)),
        CodeFilter => throw QueryRefusal.Of($"Model '{model}' has a row rule that only code can express, which {dialect.Name} cannot evaluate. Write the rule with what docs/queries.md has an operator for."),
        _ => throw new ArgumentException($"There is no filter of type {filter.GetType().Name}.", nameof(filter)),
    };

    private static Expression Balanced(Span<Expression> parts, Func<Expression, Expression, Expression> join, bool ifEmpty) => parts switch
    {
        [] => Expression.Constant(ifEmpty),
        [var single] => single,
        _ => join(Balanced(parts[..(parts.Length / 2)], join, ifEmpty), Balanced(parts[(parts.Length / 2)..], join, ifEmpty)),
    };

    private Expression Build(TermFilter term, ColumnTerms column)
    {
        var value = term.Operator.TakesList() ? null : term.Literals[0].Value;
        switch (term.Operator)
        {
            case FilterOperator.Equal when value is null:
                return column.IsNull();
            case FilterOperator.NotEqual when value is null:
                return column.IsPresent();
            case FilterOperator.Contains when term.Property.ElementType is { } element:
                Require(term, column.HasElements(element));
                return column.HasElement(element, value);
            case FilterOperator.Equal or FilterOperator.NotEqual or FilterOperator.In or FilterOperator.NotIn:
                Require(term, column.CanBe(Ability.Equality) || term.Literals.All(literal => literal.Value is null));
                var isEqual = term.Operator.TakesList() ? column.IsIn(term.Literals.Select(literal => literal.Value)) : column.AreEqual(value!);
                return term.Operator is FilterOperator.Equal or FilterOperator.In ? isEqual : Expression.Not(isEqual);
            case FilterOperator.Regex:
                Require(term, isAble: false);
                return Expression.Constant(false);
            case FilterOperator.StartsWith or FilterOperator.EndsWith or FilterOperator.Contains or FilterOperator.Like:
                Require(term, column.CanBe(Ability.Text));
                return column.IsText(term.Operator, (string)value!);
            default:
                Require(term, column.CanBe(Ability.Order));
                return column.IsInRange(term.Operator.ToRange(), value!);
        }
    }

    private void Require(TermFilter term, bool isAble)
    {
        if (!isAble)
        {
            throw QueryRefusal.Of(
                $"{dialect.Name} does not evaluate {QueryRefusal.Show(term.ToJson())} of model '{model}' as SyncHub defines it"
                + (term.Operator == FilterOperator.Regex ? ". Use $like, $startsWith, $endsWith or $contains." : $", because of how '{term.Property.Path}' is stored. {QueryRefusal.WayOut}"));
        }
    }
}
