using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SyncHub.Server.Data;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Log;
using SyncHub.Server.Model;

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

    /// <summary>Lets clients sign in on a running connection, with a secret that the authenticator judges.</summary>
    /// <typeparam name="TAuthenticator">The authenticator; created anew for each call, in a service scope of its own.</typeparam>
    public SyncHubBuilder AddAuthenticator<TAuthenticator>()
        where TAuthenticator : class, ISyncAuthenticator
    {
        Services.TryAddScoped<ISyncAuthenticator, TAuthenticator>();
        return this;
    }
}
