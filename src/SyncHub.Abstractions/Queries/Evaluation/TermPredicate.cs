using System.Collections;

namespace SyncHub.Queries.Evaluation;

/// <summary>A term over the boxed values of its property. What <see cref="FilterExpression"/> says in expressions is said here once more.</summary>
internal static class TermPredicate
{
    public static Func<object, bool> Create(TermFilter term)
    {
        var property = term.Property;
        var literal = term.Operator.TakesList() ? null : term.Literals[0].Value;
        return term.Operator switch
        {
            FilterOperator.Equal => row => Equals(property.Read(row), literal),
            FilterOperator.NotEqual => row => !Equals(property.Read(row), literal),
            FilterOperator.In => OneOf(term),
            FilterOperator.NotIn when OneOf(term) is var isOneOf => row => !isOneOf(row),
            FilterOperator.Contains when property.ElementType is not null => row => HasElement(property.Read(row), literal),
            _ when term.Operator.IsRange() => Range(term, literal!),
            _ => Text(term, (string)literal!),
        };
    }

    private static Func<object, bool> OneOf(TermFilter term)
    {
        var property = term.Property;
        var values = term.Literals.Select(literal => literal.Value).OfType<object>().ToHashSet();
        var hasNull = term.Literals.Any(literal => literal.Value is null);
        return row => property.Read(row) is { } value ? values.Contains(value) : hasNull;
    }

    private static bool HasElement(object? collection, object? literal)
    {
        if (collection is not IEnumerable elements)
        {
            return false;
        }

        foreach (var element in elements)
        {
            if (Equals(element, literal))
            {
                return true;
            }
        }

        return false;
    }

    private static Func<object, bool> Range(TermFilter term, object literal)
    {
        var property = term.Property;
        Func<int, bool> fits = term.Operator switch
        {
            FilterOperator.Greater => static order => order > 0,
            FilterOperator.GreaterOrEqual => static order => order >= 0,
            FilterOperator.Less => static order => order < 0,
            _ => static order => order <= 0,
        };
        return row => property.Read(row) is { } value && !IsNotANumber(value) && fits(property.CompareValues(value, literal));
    }

    private static Func<object, bool> Text(TermFilter term, string literal)
    {
        var property = term.Property;
        Func<string, bool> fits = term.Operator switch
        {
            FilterOperator.StartsWith => text => QueryFunctions.StartsWith(text, literal),
            FilterOperator.EndsWith => text => QueryFunctions.EndsWith(text, literal),
            FilterOperator.Contains => text => QueryFunctions.Contains(text, literal),
            FilterOperator.Like => text => QueryFunctions.Like(text, literal),
            FilterOperator.Regex when RegexPattern.Parse(literal) is var pattern => pattern.IsMatch,
            _ => throw new ArgumentException($"There is no operator {term.Operator} for texts.", nameof(term)),
        };
        return row => property.Read(row) is string text && fits(text);
    }

    // Which is neither above nor below anything, although it has a place when sorted.
    private static bool IsNotANumber(object value) => value is double.NaN or float.NaN;
}
