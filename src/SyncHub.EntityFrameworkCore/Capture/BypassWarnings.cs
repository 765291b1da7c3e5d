using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>Says once for each table that statements write it which nobody is told of. Safe for concurrent use.</summary>
internal sealed class BypassWarnings(CaptureServices services)
{
    private readonly ConditionalWeakTable<IModel, Dictionary<string, string>> _tables = [];
    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A statement of the application's own is about to be sent.</summary>
    public void Warn(DbContext context, string sql) => Warn(context, () => WrittenTables.In(sql));

    /// <summary>A statement that changes entities of a type, or else rows of one of several types.</summary>
    public void Warn(DbContext context, Type entity, Func<IReadOnlyList<Type>> sources) =>
        Warn(context, () => (context.Model.FindEntityType(entity) is { } type ? [type] : sources().Select(source => context.Model.FindEntityType(source)).OfType<IEntityType>())
            .SelectMany(type => type.GetDerivedTypesInclusive())
            .SelectMany(type => type.GetTableMappings())
            .Select(mapping => mapping.Table.Name)
            .Distinct(StringComparer.Ordinal));

    private void Warn(DbContext context, Func<IEnumerable<string>> written)
    {
        try
        {
            if (!_tables.TryGetValue(context.Model, out var synced))
            {
                _tables.AddOrUpdate(context.Model, synced = TablesOf(context));
            }

            foreach (var table in written())
            {
                if (synced.TryGetValue(table, out var models) && _said.TryAdd(table, true))
                {
                    CaptureLog.Bypassed(services.Logger, table, models);
                }
            }
        }
#pragma warning disable CA1031 // Models that cannot be built, say: the statement itself is none the worse for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            CaptureLog.CaptureFailed(services.Logger, exception, context.GetType());
        }
    }

    /// <summary>The tables that rows of models are made of, with the names of those models.</summary>
    private Dictionary<string, string> TablesOf(DbContext context)
    {
        var tables = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var synced =
            from type in context.Model.GetEntityTypes()
            from table in type.GetTableMappings()
            from concerned in services.ConcernedBy(context, type)
            group concerned.Model.Model.Name by table.Table.Name;
        foreach (var table in synced)
        {
            tables[table.Key] = string.Join(", ", table.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        }

        return tables;
    }
}
