using System.Linq.Expressions;
using SyncHub.Server;
using SyncHub.Server.Authorization;
using SyncHub.Server.Model;

namespace SyncHub.EntityFrameworkCore;

/// <summary>
/// Says what differs from the defaults of a model whose rows are in a database. Its key is the primary key of the entity type, and so is not
/// named here.
/// </summary>
/// <typeparam name="T">The type that travels: the entity, or what it is projected to.</typeparam>
public sealed class EntityFrameworkModelBuilder<T>
    where T : class
{
    private readonly List<Action<AccessBuilder<T>>> _access = [];
    private string? _name;
    private (TimeSpan? Age, int? Count, long? Bytes) _retention;
    private (TimeSpan Window, TimeSpan? MaxWait)? _debounce;
    private Expression<Func<T, object?>>? _queryable;

    internal EntityFrameworkModelBuilder()
    {
    }

    /// <summary>The model's name, as far as it is known.</summary>
    internal string ModelName => _name ?? typeof(T).Name;

    /// <inheritdoc cref="ModelBuilder{T, TKey}.Name"/>
    public EntityFrameworkModelBuilder<T> Name(string name)
    {
        _name = name;
        return this;
    }

    /// <inheritdoc cref="ModelBuilder{T, TKey}.Retain"/>
    public EntityFrameworkModelBuilder<T> Retain(TimeSpan? age = null, int? count = null, long? bytes = null)
    {
        _retention = (age ?? _retention.Age, count ?? _retention.Count, bytes ?? _retention.Bytes);
        return this;
    }

    /// <inheritdoc cref="ModelBuilder{T, TKey}.Debounce"/>
    public EntityFrameworkModelBuilder<T> Debounce(TimeSpan window, TimeSpan? maxWait = null)
    {
        _debounce = (window, maxWait);
        return this;
    }

    /// <inheritdoc cref="ModelBuilder{T, TKey}.Access"/>
    public EntityFrameworkModelBuilder<T> Access(Action<AccessBuilder<T>> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _access.Add(configure);
        return this;
    }

    /// <inheritdoc cref="ModelBuilder{T, TKey}.Queryable"/>
    public EntityFrameworkModelBuilder<T> Queryable(Expression<Func<T, object?>> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        _queryable = properties;
        return this;
    }

    /// <summary>Says the same of a model whose key is known.</summary>
    internal void ApplyTo<TKey>(ModelBuilder<T, TKey> model)
        where TKey : notnull
    {
        if (_name is not null)
        {
            model.Name(_name);
        }

        if (_retention != default)
        {
            model.Retain(_retention.Age, _retention.Count, _retention.Bytes);
        }

        if (_debounce is { } debounce)
        {
            model.Debounce(debounce.Window, debounce.MaxWait);
        }

        foreach (var configure in _access)
        {
            model.Access(configure);
        }

        if (_queryable is not null)
        {
            model.Queryable(_queryable);
        }
    }
}
