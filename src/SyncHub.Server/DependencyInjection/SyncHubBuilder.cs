using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SyncHub.Server.Data;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Resolvers;

namespace SyncHub.Server;

/// <summary>Registers models with a SyncHub server; add-on packages extend it.</summary>
public sealed class SyncHubBuilder
{
    internal SyncHubBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Registers a model whose rows live in memory; write to it through <see cref="DataSet{T, TKey}"/>, which this registers as a singleton.
    /// Problems with the model are reported when the application starts, all at once.
    /// </summary>
    /// <param name="configure">Names the key and whatever differs from the defaults; null where the key is a property <c>Id</c>.</param>
    public SyncHubBuilder AddModel<T, TKey>(Action<ModelBuilder<T, TKey>>? configure = null)
        where T : class
        where TKey : notnull
    {
        Services.AddSingleton<ModelRegistration>(new ModelRegistration<T, TKey>(configure));
        Services.TryAddSingleton(provider => new DataSet<T, TKey>(
            provider.GetRequiredService<ModelRegistry>().Get<T, TKey>(),
            provider.GetRequiredService<IChangeLog>()));
        Services.AddKeyedSingleton<IEntitySource>(typeof(T), (provider, _) => provider.GetRequiredService<DataSet<T, TKey>>());
        return this;
    }

    /// <summary>
    /// Registers a resolver: a name that clients subscribe to by a key, answered by a handler with any number of rows of any type. The handler
    /// is called for each subscribe, and again when <see cref="ISyncNotifier"/> says that something changed. By default each user's rows are
    /// their own, and no two users ever share a call. Problems are reported when the application starts, all at once.
    /// </summary>
    /// <param name="name">The name, among those of models and resolvers.</param>
    /// <param name="handler">What answers; safe for concurrent use, as calls for different keys and users run side by side.</param>
    /// <param name="configure">Whatever differs from the defaults.</param>
    public SyncHubBuilder AddResolver(string name, ResolverHandler handler, Action<ResolverBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(handler);
        Services.AddSingleton(new ResolverRegistration(name, handler, configure));
        return this;
    }

    /// <summary>Takes what clients send with <c>Send</c>.</summary>
    /// <typeparam name="THandler">The handler; created anew for each message, in a service scope of its own.</typeparam>
    /// <exception cref="InvalidOperationException">There is a handler already: an application has one.</exception>
    public SyncHubBuilder AddMessageHandler<THandler>()
        where THandler : class, ISyncMessageHandler
    {
        if (Services.Any(service => service.ServiceType == typeof(ISyncMessageHandler)))
        {
            throw new InvalidOperationException($"AddMessageHandler<{typeof(THandler).Name}> was called where there is a handler already; an application has one, which may hand messages on.");
        }

        Services.AddScoped<ISyncMessageHandler, THandler>();
        return this;
    }

    /// <summary>Lets clients sign in on a running connection, with a secret that the authenticator judges.</summary>
    /// <typeparam name="TAuthenticator">The authenticator; created anew for each call, in a service scope of its own.</typeparam>
    public SyncHubBuilder AddAuthenticator<TAuthenticator>()
        where TAuthenticator : class, ISyncAuthenticator
    {
        Services.TryAddScoped<ISyncAuthenticator, TAuthenticator>();
        return this;
    }
}
