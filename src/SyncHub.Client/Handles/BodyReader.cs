using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Json;

namespace SyncHub.Client.Handles;

/// <summary>Reads bodies into the application's types.</summary>
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
            return (null, new SyncError(
                SyncClientErrorCodes.UnreadableEntity,
                $"The body of {model} '{key}' cannot be read as {typeof(T).Name}: {exception.Message} Make the type fit the server's model, or set EntityJsonOptions."));
        }
    }
}
