using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>
/// Which rows of a model an entry of any entity type touches: which of its properties hold the row's key. Found once, so that an entry costs a
/// look-up. By names, since contexts of one type need not share their model. Immutable.
/// </summary>
internal sealed class TouchedRows
{
    private readonly FrozenDictionary<string, string[]> _holders;

    private TouchedRows(IReadOnlyDictionary<IEntityType, HashSet<IProperty>> holders, IReadOnlyList<INavigationBase> unseen)
    {
        _holders = holders.ToFrozenDictionary(holder => holder.Key.Name, holder => holder.Value.Select(property => property.Name).ToArray(), StringComparer.Ordinal);
        Unseen = unseen;
    }

    /// <summary>What the projection reads and no entry leads back from: navigations to principals, and whatever is behind them.</summary>
    public IReadOnlyList<INavigationBase> Unseen { get; }

    /// <summary>Follows foreign keys back to a root: from owned types, and from dependents and join entities whose navigations are read.</summary>
    /// <param name="root">The entity type of the rows, with a key of one property.</param>
    /// <param name="reads">The navigations that the projection reads.</param>
    public static TouchedRows Find(IEntityType root, IReadOnlyCollection<INavigationBase> reads)
    {
        var holders = root.GetDerivedTypesInclusive().ToDictionary(type => type, _ => new HashSet<IProperty> { root.FindPrimaryKey()!.Properties[0] });
        var owned = root.Model.GetEntityTypes().SelectMany(type => type.GetDeclaredForeignKeys()).Where(key => key.IsOwnership);
        var read = reads.Select(Towards).OfType<IForeignKey>();
        HashSet<IForeignKey> keys = [.. owned, .. read];
        for (var isDone = false; !isDone;)
        {
            isDone = true;
            foreach (var key in keys)
            {
                isDone &= !Carry(key, holders);
            }
        }

        return new TouchedRows(holders, [.. reads.Where(navigation => !navigation.TargetEntityType.IsOwned() && !IsSeen(navigation, holders)).OrderBy(navigation => navigation.Name, StringComparer.Ordinal)]);
    }

    /// <summary>Whether entries of a type touch rows at all.</summary>
    public bool Concern(IReadOnlyEntityType type) => _holders.ContainsKey(type.Name);

    /// <summary>The properties of a type that hold keys of rows.</summary>
    public IReadOnlyList<string> HoldersOf(IReadOnlyEntityType type) => _holders.GetValueOrDefault(type.Name, []);

    /// <summary>The foreign key that leads from what a navigation finds back to where it starts; null for one to a principal.</summary>
    private static IForeignKey? Towards(INavigationBase navigation) => navigation switch
    {
        ISkipNavigation skip => skip.ForeignKey,
        INavigation { IsOnDependent: false } own => own.ForeignKey,
        _ => null,
    };

    // The other end of a many-to-many is reached, but its own columns are not the row's to follow.
    private static bool IsSeen(INavigationBase navigation, Dictionary<IEntityType, HashSet<IProperty>> holders) =>
        navigation is INavigation && Towards(navigation) is { } key && holders.TryGetValue(key.DeclaringEntityType, out var held) && key.Properties.Any(held.Contains);

    private static bool Carry(IForeignKey key, Dictionary<IEntityType, HashSet<IProperty>> holders)
    {
        var carried = false;
        var known = holders.Where(holder => key.PrincipalEntityType.IsAssignableFrom(holder.Key)).SelectMany(holder => holder.Value).ToHashSet();
        for (var index = 0; index < key.Properties.Count; index++)
        {
            if (!known.Contains(key.PrincipalKey.Properties[index]))
            {
                continue;
            }

            foreach (var dependent in key.DeclaringEntityType.GetDerivedTypesInclusive())
            {
                if (!holders.TryGetValue(dependent, out var held))
                {
                    holders.Add(dependent, held = []);
                }

                carried |= held.Add(key.Properties[index]);
            }
        }

        return carried;
    }
}
