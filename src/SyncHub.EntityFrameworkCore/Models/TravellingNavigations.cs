using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>Navigations that would travel with a row: they lead to rows of their own, whose changes are not the row's.</summary>
internal static class TravellingNavigations
{
    public static IEnumerable<string> Problems(Type row, JsonSerializerOptions options, IModel model)
    {
        var seen = new HashSet<Type> { row };
        var open = new Queue<Type>([row]);
        while (open.TryDequeue(out var next))
        {
            if (!TryFind(next, options, out var contract))
            {
                continue;
            }

            foreach (var property in contract.Properties.Where(property => property.Get is not null))
            {
                var found = property.AttributeProvider is MemberInfo member ? Navigation(model, next, member.Name) : null;
                if (found is { } navigation && !navigation.TargetEntityType.IsOwned())
                {
                    yield return $"{next.Name}.{navigation.Name} is a navigation to {navigation.TargetEntityType.ClrType.Name}, which would travel with each row. "
                        + "Mark it with [JsonIgnore], or register the model with a projection.";
                }
                else if (seen.Add(property.PropertyType))
                {
                    open.Enqueue(property.PropertyType);
                }
            }

            var parts = (contract.PolymorphismOptions?.DerivedTypes ?? []).Select(derived => derived.DerivedType).Append(contract.ElementType);
            foreach (var part in parts.OfType<Type>().Where(seen.Add))
            {
                open.Enqueue(part);
            }
        }
    }

    private static INavigationBase? Navigation(IModel model, Type type, string name) => model.GetEntityTypes()
        .Where(entity => entity.ClrType == type)
        .Select(entity => (INavigationBase?)entity.FindNavigation(name) ?? entity.FindSkipNavigation(name))
        .FirstOrDefault(navigation => navigation is not null);

    // What has no contract is reported by the model's own checks.
    private static bool TryFind(Type type, JsonSerializerOptions options, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JsonTypeInfo? contract)
    {
        try
        {
            return options.TryGetTypeInfo(type, out contract);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            contract = null;
            return false;
        }
    }
}
