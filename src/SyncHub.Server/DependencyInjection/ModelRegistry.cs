using Microsoft.Extensions.Options;
using SyncHub.Server.Model;
using SyncHub.Server.Resolvers;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.DependencyInjection;

/// <summary>The models and resolvers of the application, which share their names; checked all at once.</summary>
internal sealed class ModelRegistry
{
    private readonly Dictionary<string, SyncModel> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Resolver> _resolvers = new(StringComparer.Ordinal);
    private readonly List<(ModelRegistration Registration, SyncModel Model)> _registered = [];

    /// <exception cref="SyncHubConfigurationException">Options, models or resolvers are unusable; the message lists every problem.</exception>
    public ModelRegistry(IEnumerable<ModelRegistration> registrations, IEnumerable<ResolverRegistration> resolvers, IOptions<SyncHubOptions> options)
    {
        var problems = options.Value.Problems().ToList();
        var types = new HashSet<Type>();
        foreach (var registration in registrations)
        {
            if (types.Add(registration.EntityType))
            {
                Add(registration, options.Value, problems);
            }
            else
            {
                problems.Add($"Type {registration.EntityType} is registered twice; call AddModel once per type.");
            }
        }

        foreach (var registration in resolvers)
        {
            Add(registration, options.Value, problems);
        }

        if (_models.ContainsKey(AccessNews.LogName) || _resolvers.ContainsKey(AccessNews.LogName))
        {
            problems.Add($"Name '{AccessNews.LogName}' is SyncHub's own in the change log; give the model or resolver another.");
        }

        if (_registered.Count + _resolvers.Count == 0 && problems.Count == 0)
        {
            problems.Add("No model is registered, and no resolver; call AddModel or AddResolver after AddSyncHub.");
        }

        if (problems.Count > 0)
        {
            throw new SyncHubConfigurationException(problems);
        }
    }

    public IReadOnlyCollection<SyncModel> Models => _models.Values;

    /// <summary>The model of a name; null where there is none.</summary>
    public SyncModel? Find(string name) => _models.GetValueOrDefault(name);

    public IReadOnlyDictionary<string, Resolver> Resolvers => _resolvers;

    /// <summary>What a change log is to know: how much it keeps of whom.</summary>
    public IReadOnlyDictionary<string, ChangeRetention> Retentions => _models.Values.Select(model => (model.Name, model.Retention))
        .Concat(_resolvers.Keys.Select(name => (Name: name, Resolver.Retention)))
        .Append((Name: AccessNews.LogName, AccessNews.Retention))
        .ToDictionary(log => log.Name, log => log.Retention, StringComparer.Ordinal);

    public IEnumerable<(ModelRegistration Registration, SyncModel Model)> Registered => _registered;

    public SyncModel<T, TKey> Get<T, TKey>()
        where T : class
        where TKey : notnull => _models.Values.OfType<SyncModel<T, TKey>>().Single();

    private void Add(ResolverRegistration registration, SyncHubOptions options, List<string> problems)
    {
        if (registration.Build(options.SourceTimeout, problems) is not { } resolver)
        {
            return;
        }

        if (_models.TryGetValue(resolver.Name, out var model))
        {
            problems.Add($"Name '{resolver.Name}' is used by a resolver and by the model of {model.EntityType}; give one of them another.");
        }
        else if (!_resolvers.TryAdd(resolver.Name, resolver))
        {
            problems.Add($"Resolver '{resolver.Name}' is registered twice; call AddResolver once per name.");
        }
    }

    private void Add(ModelRegistration registration, SyncHubOptions options, List<string> problems)
    {
        if (options.Serializer is null || registration.Build(options.Serializer, problems) is not { } model)
        {
            return;
        }

        if (_models.TryAdd(model.Name, model))
        {
            _registered.Add((registration, model));
        }
        else
        {
            problems.Add($"Model name '{model.Name}' is used by {_models[model.Name].EntityType} and by {model.EntityType}; give one of them another with Name(…).");
        }
    }
}
