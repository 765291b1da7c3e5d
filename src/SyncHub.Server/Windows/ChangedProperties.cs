namespace SyncHub.Server.Windows;

/// <summary>
/// Which top-level properties of a row changed, by wire name; or all of them, where the row was added or put anew and only its whole body is right.
/// The default is none.
/// </summary>
internal readonly struct ChangedProperties
{
    private static readonly string[] Whole = ["*"];

    private readonly string[]? _names;

    private ChangedProperties(string[] names) => _names = names;

    /// <summary>The row is another one than before.</summary>
    public static ChangedProperties All { get; } = new(Whole);

    public bool IsAll => ReferenceEquals(_names, Whole);

    public bool IsNone => _names is null or { Length: 0 };

    /// <summary>The names; empty for <see cref="All"/>, which has none of its own.</summary>
    public ReadOnlySpan<string> Names => IsAll ? [] : _names;

    /// <summary>Takes the array over: nobody changes it afterwards.</summary>
    public static ChangedProperties Of(params string[] names) => new(names);

    public ChangedProperties Union(ChangedProperties other)
    {
        if (IsAll || other.IsNone)
        {
            return this;
        }

        return other.IsAll || IsNone ? other : new ChangedProperties([.. _names!.Union(other._names!, StringComparer.Ordinal)]);
    }
}
