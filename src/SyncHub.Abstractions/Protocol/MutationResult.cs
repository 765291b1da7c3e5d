using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SyncHub.Protocol;

/// <summary>What became of a client's write, in the response's header <see cref="MutationHeaders.Result"/>.</summary>
public sealed record MutationResult
{
    /// <summary>
    /// By model, the position that contains the write: what it became, or the model's head where it changed nothing. A model that is not
    /// named was not written to.
    /// </summary>
    [JsonPropertyName("versions")]
    public required IReadOnlyDictionary<string, SyncVersion> Versions { get; init; }

    /// <summary>The header's value: JSON in ASCII.</summary>
    public string ToHeader() => JsonSerializer.Serialize(this, WireJsonContext.Default.MutationResult);

    /// <summary>Reads the header's value; false where it is none.</summary>
    public static bool TryParse(string? header, [NotNullWhen(true)] out MutationResult? result)
    {
        result = null;
        if (string.IsNullOrEmpty(header))
        {
            return false;
        }

        try
        {
            result = JsonSerializer.Deserialize(header, WireJsonContext.Default.MutationResult);
            return result is { Versions: not null } && result.Versions.Values.All(version => version.Epoch is not null);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
