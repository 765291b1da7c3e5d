using System.Text.Json;
using SyncHub.Client.Handles;
using SyncHub.Client.Resolvers;
using SyncHub.Json;

namespace SyncHub.Client;

/// <summary>One row that a resolver gave. Never changes.</summary>
public sealed class SyncRow
{
    private readonly JsonSerializerOptions _options;
    private readonly RowsKey _source;

    internal SyncRow(string model, RawJson body, JsonSerializerOptions options, RowsKey source)
    {
        (Model, Body) = (model, body);
        (_options, _source) = (options, source);
    }

    /// <summary>The name of the row's model: what <see cref="Body"/> is.</summary>
    public string Model { get; }

    /// <summary>The row as JSON.</summary>
    public RawJson Body { get; }

    /// <summary>Reads the row with <see cref="SyncClientOptions.EntityJsonOptions"/>, into a new object each time.</summary>
    /// <typeparam name="T">The type that fits <see cref="Model"/>.</typeparam>
    /// <exception cref="SyncException">The row cannot be read as that type (<see cref="SyncClientErrorCodes.UnreadableEntity"/>), or is null.</exception>
    public T Get<T>()
        where T : notnull =>
        BodyReader.Get<T>(Body, _options, $"A row {Model} of the resolver {_source}") is { } row
            ? row
            : throw BodyReader.Unreadable<T>($"A row {Model} of the resolver {_source}", "it is null.");

    /// <inheritdoc/>
    public override string ToString() => $"{Model} {Body}";
}
