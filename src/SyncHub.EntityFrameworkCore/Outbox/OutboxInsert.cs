using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>
/// The statement that puts an entry into the outbox, as the provider writes it. Sent past the context, which is in the midst of a save: no tracked entity
/// of ours among the application's, and nothing left behind where the save fails.
/// </summary>
internal sealed class OutboxInsert
{
    private static readonly ConditionalWeakTable<IModel, OutboxInsert> Known = [];

    private readonly string _text;
    private readonly IReadOnlyList<(string Name, RelationalTypeMapping Mapping, Func<OutboxEntry, object?> Value)> _parameters;

    private OutboxInsert(IEntityType type, ISqlGenerationHelper sql)
    {
        var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
        (string Name, Func<OutboxEntry, object?> Value)[] values =
        [
            (nameof(OutboxEntry.Commit), entry => entry.Commit),
            (nameof(OutboxEntry.Node), entry => entry.Node),
            (nameof(OutboxEntry.SavedAt), entry => entry.SavedAt),
            (nameof(OutboxEntry.MutationId), entry => entry.MutationId),
            (nameof(OutboxEntry.Changes), entry => entry.Changes),
        ];
        var columns = values.Select(value => sql.DelimitIdentifier(type.FindProperty(value.Name)!.GetColumnName(table)!));
        var parameters = values.Select(value => sql.GenerateParameterName(value.Name));
        _text = $"INSERT INTO {sql.DelimitIdentifier(table.Name, table.Schema)} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", parameters)})";
        _parameters = [.. values.Select(value => (sql.GenerateParameterName(value.Name), type.FindProperty(value.Name)!.GetRelationalTypeMapping(), value.Value))];
    }

    /// <summary>That of a context's model.</summary>
    public static OutboxInsert Of(DbContext context) =>
        Known.GetValue(context.Model, model => new OutboxInsert(model.FindEntityType(typeof(OutboxEntry))!, context.GetService<ISqlGenerationHelper>()));

    /// <summary>Puts an entry into the outbox, in the transaction that its connection is in.</summary>
    public async Task WriteAsync(OutboxEntry entry, DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        var command = Create(entry, connection, transaction);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="WriteAsync"/>
    public void Write(OutboxEntry entry, DbConnection connection, DbTransaction? transaction)
    {
        using var command = Create(entry, connection, transaction);
        command.ExecuteNonQuery();
    }

    private DbCommand Create(OutboxEntry entry, DbConnection connection, DbTransaction? transaction)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of the model's own names, delimited.
        command.CommandText = _text;
#pragma warning restore CA2100
        command.Transaction = transaction;
        foreach (var (name, mapping, value) in _parameters)
        {
            command.Parameters.Add(mapping.CreateParameter(command, name, value(entry), nullable: value(entry) is null));
        }

        return command;
    }
}
