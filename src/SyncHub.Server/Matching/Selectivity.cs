namespace SyncHub.Server.Matching;

/// <summary>Kinds of access by how few rows they are taken to find, the fewest first. A guess by kind: values are not counted.</summary>
internal enum Selectivity
{
    /// <summary>Some keys.</summary>
    Key,

    /// <summary>Some values, or an element.</summary>
    Value,

    /// <summary>From here to there.</summary>
    ClosedRange,

    /// <summary>Null, or a value of a type that has few: many rows share each.</summary>
    CoarseValue,

    /// <summary>All from here, or all up to there.</summary>
    HalfOpenRange,
}
