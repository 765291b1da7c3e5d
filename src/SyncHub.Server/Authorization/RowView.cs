using System.Collections.Frozen;
using SyncHub.Json;
using SyncHub.Server.Feed;
using SyncHub.Server.Windows;

namespace SyncHub.Server.Authorization;

/// <summary>How much of a row somebody gets: some of its top-level properties, the key among them.</summary>
/// <param name="name">The view's name.</param>
/// <param name="properties">JSON names.</param>
internal sealed class RowView(string name, IEnumerable<string> properties)
{
    private readonly FrozenSet<string> _set = properties.ToFrozenSet(StringComparer.Ordinal);
    private readonly string[] _names = [.. properties];

    public string Name => name;

    public IReadOnlySet<string> Names => _set;

    /// <summary>What tells the view from others, and from what one of the same name was before it changed.</summary>
    public string Key => $"{name}({string.Join(',', _names.Order(StringComparer.Ordinal))})";

    /// <summary>The part of a body that is shown.</summary>
    public RawJson Of(RawJson body) => JsonObjects.Pick(body, _names);

    /// <summary>The part of an update that is shown; absent where it changes nothing that is.</summary>
    public RawJson OfDelta(RawJson delta)
    {
        var names = JsonObjects.Names(delta);
        var shown = Array.FindAll(names, _set.Contains);
        return shown.Length == names.Length ? delta : shown.Length == 0 ? default : JsonObjects.Pick(delta, shown);
    }

    /// <summary>The edits without what is not shown; an update of nothing else is none.</summary>
    public IReadOnlyList<WindowEdit> Of(IReadOnlyList<WindowEdit> edits)
    {
        var shown = new List<WindowEdit>(edits.Count);
        foreach (var edit in edits)
        {
            var changed = Of(edit.Changed);
            if (edit.Kind != WindowEditKind.Update || !changed.IsNone)
            {
                shown.Add(edit with { Changed = changed });
            }
        }

        return shown;
    }

    private ChangedProperties Of(ChangedProperties changed) =>
        changed.IsAll ? ChangedProperties.Of(_names) : ChangedProperties.Of([.. changed.Names.ToArray().Where(_set.Contains)]);
}
