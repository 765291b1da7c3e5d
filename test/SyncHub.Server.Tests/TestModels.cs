using SyncHub.Json;
using SyncHub.Server.Model;

namespace SyncHub.Server.Tests;

/// <summary>Builds models without a container.</summary>
internal static class TestModels
{
    public static SyncModel<T, TKey> Build<T, TKey>(Action<ModelBuilder<T, TKey>>? configure = null)
        where T : class
        where TKey : notnull
    {
        var builder = new ModelBuilder<T, TKey>();
        configure?.Invoke(builder);
        var problems = new List<string>();
        return builder.TryBuild(EntityJson.CreateOptions(), problems, out var model)
            ? model
            : throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
    }
}
