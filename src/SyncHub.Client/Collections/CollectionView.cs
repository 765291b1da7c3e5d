using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Client.Handles;
using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Collections;

/// <summary>A collection's subscription, read into one type. A row is read once, when its text is new.</summary>
internal sealed class CollectionView<T>(string model, JsonTypeInfo<T> contract) : LiveView<CollectionData<T>>
    where T : class
{
    // Side by side: the rows that were read last, and what they were read into; null for one that could not be read.
    private CollectionContent? _content;
    private ImmutableArray<T?> _entities = [];
    private readonly Dictionary<CollectionRow, SyncError> _unreadable = new(ReferenceEqualityComparer.Instance);
    private DataRevision _revision = new(new object(), 0);
    private CollectionData<T>? _data;

    protected override CollectionData<T> Data => _data!;

    protected override SyncError? Unreadable => _unreadable.Count == 0 ? null : _unreadable.First().Value;

    protected override void Read(SubscriptionContent? content)
    {
        var next = (CollectionContent?)content;
        if (next is null || next.Revision != _content?.Revision)
        {
            var isStep = next is { Edits.IsDefault: false } && next.Revision == _content?.Revision + 1;
            var edits = isStep ? Follow(next!) : ReadAll(next);
            _revision = _revision.Next;
            _data = next is null || _unreadable.Count > 0 ? null : new CollectionData<T>(_entities!, StatusesOf(next), next.Total, _revision, edits);
        }

        _content = next;
    }

    private static ImmutableArray<RowStatus> StatusesOf(CollectionContent content) =>
        content.Marks.IsEmpty ? default : [.. content.Rows.Select(row => content.Marks.GetValueOrDefault(row.Key))];

    private ImmutableArray<RowEdit<T>> Follow(CollectionContent next)
    {
        if (next.Edits.IsEmpty)
        {
            return [];
        }

        var entities = _entities.ToBuilder();
        var edits = ImmutableArray.CreateBuilder<RowEdit<T>>(next.Edits.Length);
        foreach (var edit in next.Edits)
        {
            var read = new RowEdit<T?>(edit.Kind, edit.Index, edit.From, edit.Row is { } row ? ReadRow(row) : null);
            read.ApplyTo(entities);
            edits.Add(read!);
        }

        _entities = entities.DrainToImmutable();
        Forget(next.Rows);
        return edits.MoveToImmutable();
    }

    private ImmutableArray<RowEdit<T>> ReadAll(CollectionContent? next)
    {
        var known = new Dictionary<CollectionRow, T?>(ReferenceEqualityComparer.Instance);
        for (var index = 0; index < _entities.Length; index++)
        {
            known[_content!.Rows[index]] = _entities[index];
        }

        ImmutableArray<CollectionRow> rows = next?.Rows ?? [];
        _entities = [.. rows.Select(row => known.TryGetValue(row, out var entity) ? entity : ReadRow(row))];
        Forget(rows);
        return default;
    }

    private T? ReadRow(CollectionRow row)
    {
        var (entity, unreadable) = BodyReader.Read(row.Body, contract, model, row.Key);
        if (unreadable is not null)
        {
            _unreadable[row] = unreadable;
        }

        return entity;
    }

    private void Forget(ImmutableArray<CollectionRow> rows)
    {
        if (_unreadable.Count == 0)
        {
            return;
        }

        var held = rows.ToHashSet<CollectionRow>(ReferenceEqualityComparer.Instance);
        foreach (var row in _unreadable.Keys.Where(row => !held.Contains(row)).ToList())
        {
            _unreadable.Remove(row);
        }
    }
}
