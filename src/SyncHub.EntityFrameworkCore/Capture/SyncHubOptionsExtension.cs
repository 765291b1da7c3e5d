using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.EntityFrameworkCore.Models;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>Says in the options of a context that its saves reach subscribers.</summary>
/// <param name="applicationServices">The application's services, where the context does not know them itself; else null.</param>
internal sealed class SyncHubOptionsExtension(IServiceProvider? applicationServices) : IDbContextOptionsExtension, ICapturingOptions
{
    private ExtensionInfo? _info;

    /// <summary>Where the publisher is found; null for the application's services as EF Core knows them.</summary>
    public IServiceProvider? ApplicationServices => applicationServices;

    public DbContextOptionsExtensionInfo Info => _info ??= new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services)
    {
        // The interceptors are in the options themselves.
    }

    public void Validate(IDbContextOptions options)
    {
        // What is missing is found out at the first save, so that tools work without the application's services.
    }

    private sealed class ExtensionInfo(SyncHubOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "SyncHub ";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["SyncHub"] = "1";
    }
}
