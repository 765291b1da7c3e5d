using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Log;

namespace SyncHub.Server.Resolvers;

/// <inheritdoc/>
internal sealed class SyncNotifier(ModelRegistry registry, IChangeLog log) : ISyncNotifier
{
    public Task NotifyChangedAsync(string resolver, string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return AppendAsync(resolver, SyncKey.FromString(key), cancellationToken);
    }

    public Task NotifyAllChangedAsync(string resolver, CancellationToken cancellationToken = default) =>
        AppendAsync(resolver, ResolverChange.AllKeys, cancellationToken);

    private async Task AppendAsync(string resolver, SyncKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        if (!registry.Resolvers.ContainsKey(resolver))
        {
            throw new ArgumentException(
                $"There is no resolver '{resolver}'; register it with AddResolver, or correct the name. There are: {Names()}.", nameof(resolver));
        }

        await log.AppendAsync(ResolverChange.Of(resolver, key), cancellationToken).ConfigureAwait(false);
    }

    private string Names() => registry.Resolvers.Count == 0 ? "none" : string.Join(", ", registry.Resolvers.Keys.Order(StringComparer.Ordinal));
}
