using SyncHub.Server.Data;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Log;
using SyncHub.Server.Resolvers;

namespace SyncHub.Server.Notifications;

/// <inheritdoc/>
internal sealed class SyncNotifier(ModelRegistry registry, IChangeLog log, IServiceProvider services) : ISyncNotifier
{
    public Task NotifyChangedAsync(string resolver, string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return AppendAsync(resolver, SyncKey.FromString(key), cancellationToken);
    }

    public Task NotifyAllChangedAsync(string resolver, CancellationToken cancellationToken = default) =>
        AppendAsync(resolver, ResolverChange.AllKeys, cancellationToken);

    public Task NotifyChangedAsync<T>(object key, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(key);
        return SourceOf<T>().NotifyChangedAsync(key, cancellationToken);
    }

    public Task NotifyAllChangedAsync<T>(CancellationToken cancellationToken = default)
        where T : class => SourceOf<T>().NotifyAllChangedAsync(cancellationToken);

    private INotifiedSource SourceOf<T>()
    {
        var registered = registry.Registered.FirstOrDefault(registered => registered.Registration.EntityType == typeof(T));
        if (registered.Registration is not { } registration)
        {
            throw new ArgumentException($"{typeof(T)} is no model; register it, or name the type that is. There are: {Names(registry.Models.Select(model => model.EntityType.Name))}.");
        }

        return registration.SourceFrom(services) as INotifiedSource ?? throw new ArgumentException(
            $"The rows of model '{registered.Model.Name}' are in memory, where a data set sees every write; there is nothing to notify it of.");
    }

    private async Task AppendAsync(string resolver, SyncKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        if (!registry.Resolvers.ContainsKey(resolver))
        {
            throw new ArgumentException(
                $"There is no resolver '{resolver}'; register it with AddResolver, or correct the name. There are: {Names(registry.Resolvers.Keys)}.", nameof(resolver));
        }

        await log.AppendAsync(ResolverChange.Of(resolver, key), cancellationToken).ConfigureAwait(false);
    }

    private static string Names(IEnumerable<string> names) =>
        names.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } sorted ? string.Join(", ", sorted) : "none";
}
