using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>Finds the key of a model's rows in the context's own model.</summary>
internal static class KeyDiscovery
{
    /// <summary>The property of the primary key; null with a problem where it cannot be the key of what travels.</summary>
    public static IProperty? Find<TEntity, T>(DbContext context, bool isProjected, ICollection<string> problems)
    {
        var (entity, name) = (typeof(TEntity).Name, context.GetType().Name);
        if (Found(context.Model, typeof(TEntity)) is not { } found)
        {
            problems.Add(context.Model.FindEntityTypes(typeof(TEntity)).Any(type => type.IsOwned())
                ? $"{entity} is an owned type in {name}, and has no rows of its own. Register its owner, which it travels with."
                : $"{entity} is no entity type of {name}. Give {name} a DbSet<{entity}>, or register the model with the context that has one.");
            return null;
        }

        if (found.FindPrimaryKey() is not { } primary)
        {
            problems.Add($"{entity} has no key in {name}, and clients find rows by it. Give it one with modelBuilder.Entity<{entity}>().HasKey(…).");
            return null;
        }

        if (primary.Properties is not [var key])
        {
            problems.Add(
                $"{entity} has a composite key in {name}: {string.Join(", ", primary.Properties.Select(property => property.Name))}. "
                + "Give it a key of one property, and make those an alternate key (HasAlternateKey) or a unique index.");
            return null;
        }

        if (key.PropertyInfo?.GetMethod is not { IsPublic: true })
        {
            problems.Add($"its key {entity}.{key.Name} is no public property, and so does not travel. Make it one.");
            return null;
        }

        return !isProjected || IsIn<T>(key, entity, problems) ? key : null;
    }

    private static IEntityType? Found(IModel model, Type type) => model.FindEntityTypes(type).Where(entity => !entity.IsOwned()).Take(2).ToList() is [var single] ? single : null;

    private static bool IsIn<T>(IProperty key, string entity, ICollection<string> problems)
    {
        var property = typeof(T).GetProperty(key.Name);
        if (property?.GetMethod is not { IsPublic: true })
        {
            problems.Add($"its projection lacks the key: {typeof(T).Name} has no public property {key.Name}. Add one, and set it: {key.Name} = {key.DeclaringType.ClrType.Name}.{key.Name}.");
            return false;
        }

        if (property.PropertyType != key.ClrType)
        {
            problems.Add($"its key {typeof(T).Name}.{key.Name} is a {property.PropertyType.Name}, but the primary key {entity}.{key.Name} is a {key.ClrType.Name}. Give both that type.");
            return false;
        }

        return true;
    }
}
