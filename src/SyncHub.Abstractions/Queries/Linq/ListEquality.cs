using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace SyncHub.Queries.Linq;

/// <summary>Whether a collection finds its elements by their own equality, as <c>$in</c> does, or by a comparer of its own.</summary>
internal static class ListEquality
{
    private static readonly string[] ComparerNames = ["Comparer", "KeyComparer"];

    /// <summary>What a collection compares by in place of its elements' equality; null where it is just that.</summary>
    [DynamicDependency("Comparer", typeof(HashSet<>))]
    [DynamicDependency("Comparer", typeof(SortedSet<>))]
    [DynamicDependency("Comparer", typeof(FrozenSet<>))]
    [DynamicDependency("KeyComparer", typeof(ImmutableHashSet<>))]
    [DynamicDependency("KeyComparer", typeof(ImmutableSortedSet<>))]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The comparers of the framework's sets are kept by the attributes above.")]
    public static string? FindForeign(IEnumerable collection)
    {
        var type = collection.GetType();
        if (type is { IsNested: true, DeclaringType: { } outer } && typeof(IDictionary).IsAssignableFrom(outer))
        {
            return "its dictionary's comparer";
        }

        var comparer = ComparerNames.Select(name => type.GetProperty(name)?.GetValue(collection)).FirstOrDefault(found => found is not null);
        return comparer is null || IsOwnEquality(comparer) ? null : $"the comparer {comparer.GetType().Name}";
    }

    // Texts have several comparers in the framework, of which the sorted default goes by culture; other types have their own one there.
    private static bool IsOwnEquality(object comparer) => comparer is IComparer<string> or IEqualityComparer<string>
        ? ReferenceEquals(comparer, StringComparer.Ordinal) || ReferenceEquals(comparer, EqualityComparer<string>.Default)
        : comparer.GetType().Assembly == typeof(object).Assembly;
}
