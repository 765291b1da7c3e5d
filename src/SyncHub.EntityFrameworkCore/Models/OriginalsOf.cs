using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>Finds out what the original values of entries tell.</summary>
internal static class OriginalsOf
{
    public static Originals Rows(IEntityType type, JsonTypeInfo contract)
    {
        var types = type.GetDerivedTypesInclusive().ToList();
        return !AreWhole(type, types, contract) ? Originals.Partial : types.All(IsPlain) ? Originals.Plain : Originals.Whole;
    }

    private static bool AreWhole(IEntityType type, IReadOnlyList<IEntityType> types, JsonTypeInfo contract)
    {
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

    private static bool IsPlain(IEntityType type) => !type.GetComplexProperties().Any() && type.GetProperties().All(property => IsPlain(property.ClrType));

    // A struct may hold references; those of the framework that are columns do not.
    private static bool IsPlain(Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return value == typeof(string) || value.IsEnum || value is { IsValueType: true, IsGenericType: false, Namespace: nameof(System) };
    }
}
