namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>The models of the application whose rows are in databases.</summary>
internal sealed class TrackedModels(IEnumerable<TrackedModel> models)
{
    private readonly Dictionary<Type, TrackedModel[]> _byContext = models.GroupBy(model => model.ContextType).ToDictionary(group => group.Key, group => group.ToArray());

    /// <summary>Those of a type of context, or of one that it is derived from.</summary>
    public IReadOnlyList<TrackedModel> Of(Type context)
    {
        for (var type = context; type is not null; type = type.BaseType)
        {
            if (_byContext.TryGetValue(type, out var found))
            {
                return found;
            }
        }

        return [];
    }
}
