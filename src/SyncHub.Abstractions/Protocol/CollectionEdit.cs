using System.Text.Json.Serialization;
using SyncHub.Json;

namespace SyncHub.Protocol;

/// <summary>
/// One step of a collection's change, applied to the array that the steps before it have left: exactly one of an insertion, an update,
/// a move and a removal. At no point between two steps is the array longer than the query's <c>top</c>.
/// </summary>
public sealed record CollectionEdit
{
    /// <summary>The value of <see cref="Type"/> for a row that comes; where its key is present already, it is an update of the whole row.</summary>
    public const string Insert = "insert";

    /// <summary>The value of <see cref="Type"/> for a row that changes where it stands.</summary>
    public const string Update = "update";

    /// <summary>The value of <see cref="Type"/> for a row that is taken out at <see cref="From"/> and put in so that it stands at <see cref="Index"/>.</summary>
    public const string Move = "move";

    /// <summary>The value of <see cref="Type"/> for a row that goes.</summary>
    public const string Remove = "remove";

    /// <summary>What happens.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>For a move: where the row stands before it.</summary>
    [JsonPropertyName("from"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? From { get; init; }

    /// <summary>Where the row stands after the step; for a removal, before it.</summary>
    [JsonPropertyName("index")]
    public required int Index { get; init; }

    /// <summary>The row's key, for all but an insertion.</summary>
    [JsonPropertyName("id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SyncKey? Id { get; init; }

    /// <summary>The whole body, for an insertion.</summary>
    [JsonPropertyName("entity"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Entity { get; init; }

    /// <summary>For an update, and for a move that is one too: the changed top-level properties with their new values; a cleared one is null.</summary>
    [JsonPropertyName("change"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Change { get; init; }
}
