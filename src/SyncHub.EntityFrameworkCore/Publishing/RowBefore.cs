using SyncHub.EntityFrameworkCore.Models;
using SyncHub.Json;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>A row as it was before a commit; <c>default</c> where that is unknown.</summary>
internal readonly struct RowBefore
{
    private readonly RawJson _body;
    private readonly object? _original;

    private RowBefore(RawJson body, object? original)
    {
        _body = body;
        _original = original;
    }

    /// <summary>There was no row.</summary>
    public static RowBefore None { get; } = new(RawJson.Null, original: null);

    /// <summary>A body; <see cref="RawJson.Null"/> where there was no row, absent where it is unknown.</summary>
    public static RowBefore Of(RawJson body) => new(body, original: null);

    /// <summary>An entity of its own that nobody else changes, with what it was; made a body only when that is asked for.</summary>
    public static RowBefore Of(object original) => new(default, original);

    /// <summary>The body; <see cref="RawJson.Null"/> where there was no row, absent where it is unknown.</summary>
    public RawJson ToBody(TrackedModel model)
    {
        if (_original is null)
        {
            return _body;
        }

        try
        {
            return model.BodyOf(_original);
        }
#pragma warning disable CA1031 // A getter of the application's. It is heard of when the row is read back; what was before is a hint.
        catch (Exception)
#pragma warning restore CA1031
        {
            return default;
        }
    }
}
