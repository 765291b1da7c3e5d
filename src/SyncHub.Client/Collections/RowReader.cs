using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using SyncHub.Json;

namespace SyncHub.Client.Collections;

/// <summary>Finds the rows, and their keys, in what the server sends.</summary>
internal static class RowReader
{
    /// <summary>The rows of a snapshot; default where it is no array of objects with keys of their own.</summary>
    public static ImmutableArray<CollectionRow> ReadAll(RawJson data, string keyName)
    {
        if (!TryParse(data, out var document))
        {
            return default;
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                return default;
            }

            var rows = ImmutableArray.CreateBuilder<CollectionRow>(document.RootElement.GetArrayLength());
            var keys = new HashSet<string>(rows.Capacity, StringComparer.Ordinal);
            foreach (var element in document.RootElement.EnumerateArray())
            {
                if (FindKey(element, keyName) is not { } key || !keys.Add(key))
                {
                    return default;
                }

                rows.Add(new CollectionRow(key, RawJson.From(element)));
            }

            return rows.MoveToImmutable();
        }
    }

    /// <summary>The row of a body; null where it is no object with a key.</summary>
    public static CollectionRow? Read(RawJson body, string keyName)
    {
        if (!TryParse(body, out var document))
        {
            return null;
        }

        using (document)
        {
            return FindKey(document.RootElement, keyName) is { } key ? new CollectionRow(key, body) : null;
        }
    }

    private static bool TryParse(RawJson json, out JsonDocument document)
    {
        document = null!;
        try
        {
            document = JsonDocument.Parse(json.Utf8);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A 64-bit key is a number in a body and digits in a string everywhere else: hence the text.
    private static string? FindKey(JsonElement body, string keyName)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(keyName, out var key))
        {
            return null;
        }

        return key.ValueKind switch
        {
            JsonValueKind.String => key.GetString(),
            JsonValueKind.Number when key.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
            JsonValueKind.Number when key.TryGetUInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
    }
}
