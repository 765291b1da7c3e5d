using System.Text.Json.Serialization.Metadata;
using SyncHub.Queries;

namespace SyncHub.Server.Schema;

/// <summary>What can be told of a model without looking at any row, or at who asks.</summary>
/// <param name="Name">The model's name on the wire.</param>
/// <param name="Contract">How its bodies are written.</param>
/// <param name="KeyName">The JSON property that holds the key.</param>
/// <param name="Key">How keys travel: type and format in the words of JSON Schema, and in a sentence.</param>
/// <param name="Queryable">What queries may name.</param>
/// <param name="Views">The properties of each view, null for a view of everything; none where the model has no views.</param>
internal sealed record ModelShape(
    string Name,
    JsonTypeInfo Contract,
    string KeyName,
    (string Type, string? Format, string Description) Key,
    QuerySchema Queryable,
    IReadOnlyList<IReadOnlySet<string>?> Views)
{
    /// <summary>Whether a property is in any body at all.</summary>
    public bool IsPublished(string property) => Views.Count == 0 || Views.Any(view => view?.Contains(property) != false);

    /// <summary>Whether a property is in the bodies that everybody gets.</summary>
    public bool IsForAll(string property) => Views.All(view => view?.Contains(property) != false);
}
