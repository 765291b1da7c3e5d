using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using SyncHub.Server.Errors;

namespace SyncHub.Server.Hubs;

/// <summary>Reads the members of one request, strictly: the first thing that is wrong is kept as its error.</summary>
internal ref struct RequestReader
{
    private const int MaxRequestIdLength = 128;

    private readonly JsonElement _json;
    private readonly string _request;

    /// <summary>Begins to read. Members that are not in <paramref name="known"/> are an error, so that a misspelt option is never ignored.</summary>
    public RequestReader(string request, JsonElement json, ReadOnlySpan<string> known)
    {
        _request = request;
        _json = json;
        if (json.ValueKind != JsonValueKind.Object)
        {
            Fail($"{request} takes an object, not {Kind(json)}.");
            return;
        }

        foreach (var member in json.EnumerateObject())
        {
            var name = NameOf(member);
            if (name is null || !known.Contains(name))
            {
                Fail($"{request} has no member '{SyncErrors.Quote(name ?? "\uFFFD")}'; it takes {string.Join(", ", known!)}.");
                return;
            }
        }
    }

    /// <summary>What is wrong; null so far.</summary>
    public SyncError? Error { get; private set; }

    /// <summary>A request's name for itself, wherever one can be read: an error is of use only with it.</summary>
    public static string? RequestIdOf(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // Not TryGetProperty, which may throw at the name of another member.
        var id = json.EnumerateObject().LastOrDefault(member => NameOf(member) == "requestId").Value;
        return TextOf(id) is { Length: > 0 and <= MaxRequestIdLength } text ? text : null;
    }

    public string? RequestId(bool required)
    {
        if (!TryGet("requestId", required, JsonValueKind.String, "a string", out var json))
        {
            return null;
        }

        var text = TextOf(json);
        if (text is null)
        {
            FailNoText("requestId");
            return null;
        }

        if (text.Length is 0 or > MaxRequestIdLength)
        {
            Fail($"{_request}'s requestId has {text.Length} characters; it must have 1 to {MaxRequestIdLength}.");
            return null;
        }

        return text;
    }

    public string? Text(string name, bool required)
    {
        if (!TryGet(name, required, JsonValueKind.String, "a string", out var json))
        {
            return null;
        }

        var text = TextOf(json);
        if (text is null)
        {
            FailNoText(name);
        }

        return text;
    }

    public JsonElement? Any(string name)
    {
        if (Error is null && _json.TryGetProperty(name, out var json))
        {
            return json;
        }

        Missing(name);
        return null;
    }

    public long? Seq(string name)
    {
        if (!TryGet(name, required: false, JsonValueKind.Number, "a number", out var json))
        {
            return null;
        }

        if (json.TryGetInt64(out var seq) && seq >= 0)
        {
            return seq;
        }

        Fail($"{_request}'s {name} is {SyncErrors.Quote(json.GetRawText())}; it must be a whole number of 0 or more.");
        return null;
    }

    public int? Int(string name)
    {
        if (!TryGet(name, required: false, JsonValueKind.Number, "a number", out var json))
        {
            return null;
        }

        if (json.TryGetInt32(out var number))
        {
            return number;
        }

        Fail($"{_request}'s {name} is {SyncErrors.Quote(json.GetRawText())}; it must be a whole number of at most {int.MaxValue}.");
        return null;
    }

    public bool? Bool(string name)
    {
        if (Error is not null || !_json.TryGetProperty(name, out var json) || json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (json.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return json.GetBoolean();
        }

        Fail($"{_request}'s {name} is {Kind(json)}; it must be true or false.");
        return null;
    }

    /// <summary>A member of any kind; <c>default</c> where it is absent.</summary>
    public JsonElement Optional(string name) => Error is null && _json.TryGetProperty(name, out var json) ? json : default;

    public JsonElement? Array(string name, bool required) =>
        TryGet(name, required, JsonValueKind.Array, "an array", out var json) ? json : null;

    public void Fail(string sentence) => Error ??= SyncErrors.InvalidRequest(sentence);

    private static string Kind(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "null",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a string",
        JsonValueKind.Array => "an array",
        _ => "an object",
    };

    private bool TryGet(string name, bool required, JsonValueKind kind, string description, out JsonElement json)
    {
        json = default;
        if (Error is not null)
        {
            return false;
        }

        if (!_json.TryGetProperty(name, out json) || (!required && json.ValueKind == JsonValueKind.Null))
        {
            if (required)
            {
                Missing(name);
            }

            return false;
        }

        if (json.ValueKind != kind)
        {
            Fail($"{_request}'s {name} is {Kind(json)}; it must be {description}.");
            return false;
        }

        return true;
    }

    // Half of a surrogate pair is valid JSON, but no text: reading it throws.
    public static string? TextOf(JsonElement json)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private void FailNoText(string name) => Fail($"{_request}'s {name} holds half of a surrogate pair; it must be text that UTF-8 can carry.");

    private void Missing(string name) => Fail($"{_request} lacks '{name}'.");
}
