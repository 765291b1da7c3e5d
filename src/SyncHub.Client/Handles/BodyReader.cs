using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Json;

namespace SyncHub.Client.Handles;

/// <summary>Reads JSON from the server into the application's types.</summary>
internal static class BodyReader
{
    /// <summary>The object, or the error that says why there is none.</summary>
    public static (T? Entity, SyncError? Unreadable) Read<T>(RawJson body, JsonTypeInfo<T> contract, string model, string key)
        where T : class
    {
        try
        {
            return (JsonSerializer.Deserialize(body.Utf8.Span, contract) ?? throw new JsonException("A converter made null of it."), null);
        }
#pragma warning disable CA1031 // Converters and constructors of the application's type throw what they like.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return (null, Unreadable<T>($"The body of {model} '{key}'", exception.Message).Error);
        }
    }

    /// <summary>The object; null where the JSON is.</summary>
    /// <exception cref="SyncException">It cannot be read as that type.</exception>
    public static T? Get<T>(RawJson json, JsonSerializerOptions options, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(json.Utf8.Span, options.Contract<T>());
        }
#pragma warning disable CA1031 // Converters and constructors of the application's type throw what they like.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw Unreadable<T>(name, exception.Message, exception);
        }
    }

    public static SyncException Unreadable<T>(string name, string reason, Exception? inner = null) => new(
        new SyncError(
            SyncClientErrorCodes.UnreadableEntity,
            $"{name} cannot be read as {typeof(T).Name}: {reason} Make the type fit the server's model, or set EntityJsonOptions."),
        inner);
}
