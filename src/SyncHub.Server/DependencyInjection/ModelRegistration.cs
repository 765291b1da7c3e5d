using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Server.Data;
using SyncHub.Server.Model;

namespace SyncHub.Server.DependencyInjection;

/// <summary>What the application said of one model, kept until all can be checked together.</summary>
internal abstract class ModelRegistration
{
    public abstract Type EntityType { get; }

    /// <summary>Builds the model, or adds what is wrong with it.</summary>
    public abstract SyncModel? Build(JsonSerializerOptions serializer, IList<string> problems);

    /// <summary>Where the model's rows come from: a service under the entity's type, so that a source other than memory can take its place.</summary>
    public IEntitySource SourceFrom(IServiceProvider services) => services.GetRequiredKeyedService<IEntitySource>(EntityType);
}

/// <inheritdoc/>
internal sealed class ModelRegistration<T, TKey>(Action<ModelBuilder<T, TKey>>? configure) : ModelRegistration
    where T : class
    where TKey : notnull
{
    public override Type EntityType => typeof(T);

    public override SyncModel? Build(JsonSerializerOptions serializer, IList<string> problems)
    {
        var builder = new ModelBuilder<T, TKey>();
        configure?.Invoke(builder);
        return builder.TryBuild(serializer, problems, out var model) ? model : null;
    }
}
