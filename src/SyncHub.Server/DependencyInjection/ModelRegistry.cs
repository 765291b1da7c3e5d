using Microsoft.Extensions.Options;
using SyncHub.Server.Model;

namespace SyncHub.Server.DependencyInjection;

/// <summary>The models of the application, checked all at once.</summary>
internal sealed class ModelRegistry
{
    private readonly Dictionary<string, SyncModel> _models = new(StringComparer.Ordinal);
    private readonly List<(ModelRegistration Registration, SyncModel Model)> _registered = [];

    /// <exception cref="SyncHubConfigurationException">Options or models are unusable; the message lists every problem.</exception>
    public ModelRegistry(IEnumerable<ModelRegistration> registrations, IOptions<SyncHubOptions> options)
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

        if (_registered.Count == 0 && problems.Count == 0)
        {
            problems.Add("No model is registered; call AddModel after AddSyncHub.");
        }

        if (problems.Count > 0)
        {
            throw new SyncHubConfigurationException(problems);
        }
    }

    public IReadOnlyCollection<SyncModel> Models => _models.Values;

    public IEnumerable<(ModelRegistration Registration, SyncModel Model)> Registered => _registered;

    public SyncModel<T, TKey> Get<T, TKey>()
        where T : class
        where TKey : notnull => _models.Values.OfType<SyncModel<T, TKey>>().Single();

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
