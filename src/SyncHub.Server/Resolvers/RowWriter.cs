using System.Text.Json;
using SyncHub.Json;
using SyncHub.Protocol;

namespace SyncHub.Server.Resolvers;

/// <summary>Writes rows as SyncHub writes bodies, and names them.</summary>
/// <param name="serializer">SyncHub's own options.</param>
/// <param name="models">The names of those types that are models.</param>
internal sealed class RowWriter(JsonSerializerOptions serializer, IReadOnlyDictionary<Type, string> models)
{
    public ResolverRow Write<T>(T row)
        where T : class => Write(NameOf(typeof(T), row), row, typeof(T));

    public ResolverRow Write(string model, object row) => Write(model, row, row.GetType());

    // A type that names its kinds writes which one it is; else a row is written as what it is, not as what it was declared to be.
    private ResolverRow Write(string model, object row, Type declared)
    {
        var type = serializer.GetTypeInfo(declared).PolymorphismOptions is null ? row.GetType() : declared;
        return new ResolverRow { Model = model, Data = new RawJson(JsonSerializer.SerializeToUtf8Bytes(row, type, serializer)) };
    }

    private string NameOf(Type declared, object row)
    {
        if (models.TryGetValue(declared, out var name) || models.TryGetValue(row.GetType(), out name))
        {
            return name;
        }

        var type = declared.IsInterface || declared == typeof(object) ? row.GetType() : declared;
        return type.IsGenericType || type.IsArray || type == typeof(object) || type == typeof(string)
            ? throw new ArgumentException($"A row of type {type} has no name of its own; name it with rows.Add(\"…\", row).", nameof(row))
            : type.Name;
    }
}
