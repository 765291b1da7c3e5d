using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.EntityFrameworkCore.Models;
using SyncHub.EntityFrameworkCore.Outbox;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>Says in the options of a context that its saves reach subscribers.</summary>
/// <param name="applicationServices">The application's services, where the context does not know them itself; else null.</param>
/// <param name="durable">How the outbox is relayed; null for none.</param>
internal sealed class SyncHubOptionsExtension(IServiceProvider? applicationServices, DurableOptions? durable) : IDbContextOptionsExtension, ICapturingOptions
{
    private ExtensionInfo? _info;

    /// <summary>Where the publisher is found; null for the application's services as EF Core knows them.</summary>
    public IServiceProvider? ApplicationServices => applicationServices;

    /// <summary>How the outbox is relayed; null where there is none.</summary>
    public DurableOptions? Durable => durable;

    public DbContextOptionsExtensionInfo Info => _info ??= new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services)
    {
        // The interceptors are in the options themselves.
        if (durable is not null)
        {
            new EntityFrameworkServicesBuilder(services).TryAdd<IConventionSetPlugin, OutboxTable>();
        }
    }

    public void Validate(IDbContextOptions options)
    {
        // What is missing is found out at the first save, so that tools work without the application's services.
    }

    private sealed class ExtensionInfo(SyncHubOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => IsDurable ? "SyncHub (durable) " : "SyncHub ";

        private bool IsDurable => ((SyncHubOptionsExtension)Extension).Durable is not null;

        public override int GetServiceProviderHashCode() => IsDurable ? 1 : 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo info && info.IsDurable == IsDurable;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["SyncHub"] = IsDurable ? "durable" : "1";
    }
}
