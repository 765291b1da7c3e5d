using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using SyncHub.Protocol;

namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>Makes the outbox a part of the context's model, and so of its migrations.</summary>
internal sealed class OutboxTable : IConventionSetPlugin, IModelInitializedConvention
{
    /// <summary>The table's name.</summary>
    public const string Name = "SyncHubOutbox";

    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        conventionSet.Add(this);
        return conventionSet;
    }

    public void ProcessModelInitialized(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        // As if it were annotated: what conventions alone find is taken out again where nothing leads to it.
        var entry = modelBuilder.Entity(typeof(OutboxEntry), fromDataAnnotation: true)!;
        entry.ToTable(Name, fromDataAnnotation: true);
        entry.PrimaryKey([entry.Metadata.FindProperty(nameof(OutboxEntry.Id)) ?? entry.Property(typeof(long), nameof(OutboxEntry.Id), fromDataAnnotation: true)!.Metadata], fromDataAnnotation: true);
        entry.Property(typeof(string), nameof(OutboxEntry.MutationId), fromDataAnnotation: true)!.HasMaxLength(MutationHeaders.MaxIdLength, fromDataAnnotation: true);
    }
}
