using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Json;

namespace SyncHub.Client.Mutations;

/// <summary>Writes the application's values as JSON text.</summary>
internal static class JsonText
{
    /// <exception cref="ArgumentException">A converter or a getter threw.</exception>
    public static RawJson Of(object? value, JsonTypeInfo contract, string name)
    {
        try
        {
            return new RawJson(JsonSerializer.SerializeToUtf8Bytes(value, contract));
        }
#pragma warning disable CA1031 // Converters and getters of the application's type throw what they like.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new ArgumentException($"{name} cannot be written as JSON: {exception.Message}", exception);
        }
    }
}
