using SyncHub.Json;

namespace SyncHub.Server.Log;

/// <summary>What happened to a row.</summary>
public enum ChangeKind
{
    /// <summary>The row came into being.</summary>
    Add,

    /// <summary>Properties of the row changed.</summary>
    Update,

    /// <summary>The row is gone.</summary>
    Remove,
}

/// <summary>One write to one row, as its source saw it; the log has not numbered it yet.</summary>
public sealed record Change
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The row's key, canonical.</summary>
    public required SyncKey Key { get; init; }

    /// <summary>What happened.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>The whole row before the write; absent for <see cref="ChangeKind.Add"/>.</summary>
    public RawJson Before { get; init; }

    /// <summary>The whole row after the write; absent for <see cref="ChangeKind.Remove"/>.</summary>
    public RawJson After { get; init; }

    /// <summary>
    /// For <see cref="ChangeKind.Update"/>: a JSON object of the changed top-level properties with their new values, a cleared one as null.
    /// Absent otherwise.
    /// </summary>
    public RawJson Delta { get; init; }

    /// <summary>
    /// Whether the images were read beside the log, so that other changes of the row may reach it between the two. What the log said last about the row
    /// then takes precedence over <see cref="Before"/>, and <see cref="Kind"/> and <see cref="Delta"/> follow from that and <see cref="After"/>. Where the
    /// log's held history has nothing of the key, <see cref="Before"/> counts if present; if it is absent, there was no row where <see cref="Kind"/> is
    /// <see cref="ChangeKind.Add"/>, and what there was is unknown otherwise. Default false: the images are those of this one write.
    /// </summary>
    public bool BeforeIsHint { get; init; }
}
