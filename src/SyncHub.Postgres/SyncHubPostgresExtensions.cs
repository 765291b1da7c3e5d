using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncHub.Postgres;
using SyncHub.Server;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Log;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Shares the change log among nodes through PostgreSQL.</summary>
public static class SyncHubPostgresExtensions
{
    /// <summary>Keeps the change log in PostgreSQL, so that any number of nodes serve the same clients. PostgreSQL 15 or later; models must be in a database.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="connectionString">Where the database is, in the syntax of Npgsql: <c>Host=localhost;Database=app</c>. Three connections of their own are held to it; notifications do not pass poolers that share connections between transactions.</param>
    /// <param name="configure">Changes the options; checked when the application starts.</param>
    public static SyncHubBuilder AddPostgresLog(this SyncHubBuilder builder, string connectionString, Action<PostgresLogOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var services = builder.Services;
        services.Configure(configure ?? (_ => { }));
        services.AddSingleton<IValidateOptions<PostgresLogOptions>, PostgresLogOptionsValidator>();
        services.TryAddSingleton(provider => PostgresChangeLog.Open(
            connectionString,
            provider.GetRequiredService<ModelRegistry>().Retentions,
            provider.GetRequiredService<IOptions<PostgresLogOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PostgresChangeLog>>()));
        services.Replace(ServiceDescriptor.Singleton<IChangeLog>(provider => provider.GetRequiredService<PostgresChangeLog>()));
        services.AddHostedService(provider => new PostgresStartup(
            provider.GetRequiredService<PostgresChangeLog>(),
            connectionString,
            provider.GetRequiredService<IOptions<PostgresLogOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
