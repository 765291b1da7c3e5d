using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>Whether all that travels of an entity is among the original values of its own entry.</summary>
internal static class WholeOriginals
{
    public static bool Are(IEntityType type, JsonTypeInfo contract)
    {
        var types = type.GetDerivedTypesInclusive().ToList();
        var navigations = types.SelectMany(each => each.GetNavigations().Cast<INavigationBase>().Concat(each.GetSkipNavigations())).ToList();
        if (navigations.Any(navigation => navigation.TargetEntityType.IsOwned()))
        {
            return false;
        }

        // A getter in code may look anywhere; without navigations there is nowhere else to look.
        return navigations.Count == 0
            || contract.Properties.Where(property => property.Get is not null).All(property => property.AttributeProvider is MemberInfo member
                && (type.FindProperty(member.Name) is not null || type.FindComplexProperty(member.Name) is not null));
    }
}
