using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Server.Authorization;

namespace SyncHub.Server.Model;

/// <summary>Says what a model is: its name, its key, how long the log keeps its changes and how long pushes are held back.</summary>
/// <typeparam name="T">The type of the entities.</typeparam>
/// <typeparam name="TKey">The type of their keys.</typeparam>
public sealed class ModelBuilder<T, TKey>
    where T : class
    where TKey : notnull
{
    private string _name = typeof(T).Name;
    private Expression<Func<T, TKey>>? _key;
    private ChangeRetention _retention = ChangeRetention.Default;
    private Debounce _debounce = new(TimeSpan.Zero, TimeSpan.Zero);
    private AccessBuilder<T>? _access;
    private Expression<Func<T, object?>>? _queryable;

    internal ModelBuilder()
    {
    }

    /// <summary>The model's name on the wire; by default the name of the type. At most 128 characters.</summary>
    public ModelBuilder<T, TKey> Name(string name)
    {
        _name = name;
        return this;
    }

    /// <summary>
    /// The property that tells entities apart; by default <c>Id</c>, or <c>{Type}Id</c>. It must travel with the body, and cannot change
    /// during an entity's life.
    /// </summary>
    public ModelBuilder<T, TKey> Key(Expression<Func<T, TKey>> key)
    {
        _key = key;
        return this;
    }

    /// <summary>
    /// How much of the model's past the log keeps, so that a client that comes back gets only what it missed: whichever bound is reached
    /// first ends it. What is not given stays as it is, at first 5 minutes, 100,000 changes and 64 MiB.
    /// </summary>
    /// <param name="age">How long a change is kept.</param>
    /// <param name="count">How many changes are kept.</param>
    /// <param name="bytes">How many bytes of row bodies, before and after each change, are kept.</param>
    public ModelBuilder<T, TKey> Retain(TimeSpan? age = null, int? count = null, long? bytes = null)
    {
        _retention = new ChangeRetention(age ?? _retention.Age, count ?? _retention.Count, bytes ?? _retention.Bytes);
        return this;
    }

    /// <summary>Holds pushes back so that several changes of an entity leave as one; by default they leave at once.</summary>
    /// <param name="window">A push leaves once no change has come for this long; at most one day.</param>
    /// <param name="maxWait">It leaves at the latest this long after the first change that it holds; five windows by default.</param>
    public ModelBuilder<T, TKey> Debounce(TimeSpan window, TimeSpan? maxWait = null)
    {
        _debounce = new Debounce(window, maxWait ?? ModelValidation.DefaultMaxWait(window));
        return this;
    }

    /// <summary>Says who may see what of the model; without it, everybody who may connect sees everything.</summary>
    public ModelBuilder<T, TKey> Access(Action<AccessBuilder<T>> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(_access ??= new AccessBuilder<T>());
        return this;
    }

    /// <summary>
    /// Which properties clients may filter and order by: <c>task => new { task.Status, task.CreatedAt }</c>; the key always. By default all
    /// that they can see.
    /// </summary>
    public ModelBuilder<T, TKey> Queryable(Expression<Func<T, object?>> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        _queryable = properties;
        return this;
    }

    /// <summary>Makes the model, or adds every reason why it cannot be made to the problems.</summary>
    /// <param name="options">How bodies are written and read.</param>
    /// <param name="problems">Takes a sentence for each problem, naming the model.</param>
    /// <param name="model">The model; null where there was a problem.</param>
    internal bool TryBuild(JsonSerializerOptions options, ICollection<string> problems, [NotNullWhen(true)] out SyncModel<T, TKey>? model)
    {
        var found = new List<string>();
        ModelValidation.CheckSettings(_name, _retention, _debounce, found);
        var keys = KeyCodecs.Find<TKey>();
        if (keys is null)
        {
            found.Add($"its keys are of type {typeof(TKey).Name}, which is not supported. Keys can be: {KeyCodecs.Supported}.");
        }

        var contract = ModelValidation.FindContract<T>(options, found);
        var key = KeyProperty.Find(_key, found);
        var jsonKey = key is null || contract is null ? null : KeyProperty.FindJson(key, contract, found);
        var rules = new AccessRules<T>([], [], [], []);
        IReadOnlyList<string>? queryable = null;
        if (jsonKey is not null)
        {
            rules = _access?.Build(selection => PropertySelection.Find(selection, contract!, found), jsonKey.Name, found) ?? rules;
            queryable = _queryable is null ? null : PropertySelection.Find(_queryable, contract!, found)?.Append(jsonKey.Name).ToList();
        }

        foreach (var problem in found)
        {
            problems.Add($"Model '{_name}' ({typeof(T).Name}): {problem}");
        }

        model = found.Count == 0
            ? new SyncModel<T, TKey>(key!.GetMethod!.CreateDelegate<Func<T, TKey>>(), keys!, contract!)
            {
                Name = _name,
                KeyName = jsonKey!.Name,
                SchemaHash = SchemaHash.Compute(_name, contract!),
                Retention = _retention,
                Debounce = _debounce,
                Rules = rules,
                Queryable = queryable?.ToFrozenSet(StringComparer.Ordinal),
            }
            : null;
        return model is not null;
    }
}
