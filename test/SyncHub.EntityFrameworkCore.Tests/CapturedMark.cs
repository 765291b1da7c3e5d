using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.EntityFrameworkCore.Models;

namespace SyncHub.EntityFrameworkCore.Tests;

/// <summary>Marks a context's options as captured, without capturing anything.</summary>
internal sealed class CapturedMark : IDbContextOptionsExtension, ICapturingOptions
{
    public DbContextOptionsExtensionInfo Info => new MarkInfo(this);

    public static void On(DbContextOptionsBuilder options) => ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new CapturedMark());

    public void ApplyServices(IServiceCollection services)
    {
    }

    public void Validate(IDbContextOptions options)
    {
    }

    private sealed class MarkInfo(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => string.Empty;

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is MarkInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo)
        {
        }
    }
}
