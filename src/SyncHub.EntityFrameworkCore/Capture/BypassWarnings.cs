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

    public void Warn(DbContext context, string sql)
    {
        try
        {
            if (!_tables.TryGetValue(context.Model, out var synced))
            {
                _tables.AddOrUpdate(context.Model, synced = TablesOf(context));
            }

            foreach (var table in WrittenTables.In(sql))
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
            from model in services.ConcernedBy(context, type)
            group model.Model.Name by table.Table.Name;
        foreach (var table in synced)
        {
            tables[table.Key] = string.Join(", ", table.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        }

        return tables;
    }
}
