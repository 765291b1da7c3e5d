namespace SyncHub.Queries;

/// <summary>How a <see cref="TermFilter"/> compares a property with its literals.</summary>
public enum FilterOperator
{
    /// <summary><c>$eq</c>: equal; null equals null.</summary>
    Equal,

    /// <summary><c>$ne</c>: not equal; a row without the value matches.</summary>
    NotEqual,

    /// <summary><c>$gt</c>: greater; null never is.</summary>
    Greater,

    /// <summary><c>$gte</c>: greater or equal; null never is.</summary>
    GreaterOrEqual,

    /// <summary><c>$lt</c>: less; null never is.</summary>
    Less,

    /// <summary><c>$lte</c>: less or equal; null never is.</summary>
    LessOrEqual,

    /// <summary><c>$in</c>: equal to one of a list.</summary>
    In,

    /// <summary><c>$nin</c>: equal to none of a list.</summary>
    NotIn,

    /// <summary><c>$startsWith</c>: a text begins with another.</summary>
    StartsWith,

    /// <summary><c>$endsWith</c>: a text ends with another.</summary>
    EndsWith,

    /// <summary><c>$contains</c>: a text contains another, or a collection an element.</summary>
    Contains,

    /// <summary><c>$like</c>: a text as a whole fits a pattern of <c>%</c> and <c>_</c>.</summary>
    Like,

    /// <summary><c>$regex</c>: a part of a text fits a regular expression.</summary>
    Regex,
}
