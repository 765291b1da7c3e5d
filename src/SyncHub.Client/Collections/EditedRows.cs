using System.Collections.Immutable;
using SyncHub.Client.Subscriptions;
using SyncHub.Json;
using SyncHub.Protocol;

namespace SyncHub.Client.Collections;

/// <summary>
/// A copy of the rows that a push's edits are applied to, one after the other. Edits are by key and can come twice; where index and key
/// contradict each other, the rows are not those that the server speaks of, and nothing is guessed.
/// </summary>
internal sealed class EditedRows(ImmutableArray<CollectionRow> held, int? top, string keyName)
{
    private readonly ImmutableArray<CollectionRow>.Builder _rows = held.ToBuilder();
    private readonly ImmutableArray<RowEdit<CollectionRow>>.Builder _steps = ImmutableArray.CreateBuilder<RowEdit<CollectionRow>>();

    /// <summary>False where the edit does not fit; the rows are then of no use.</summary>
    public bool TryApply(CollectionEdit edit) => edit.Type switch
    {
        CollectionEdit.Insert => TryInsert(edit),
        CollectionEdit.Update => IsAt(edit.Index, edit.Id) && TryChange(edit.Index, edit.Change),
        CollectionEdit.Move => edit.From is { } from && IsAt(from, edit.Id) && TryMove(from, edit),
        CollectionEdit.Remove => edit.Id is { } id && TryRemove(edit.Index, id),
        _ => false,
    };

    /// <summary>The rows, and what the edits came to: no steps, and the same rows, where they changed nothing. Ends the editing.</summary>
    public (ImmutableArray<CollectionRow> Rows, ImmutableArray<RowEdit<CollectionRow>> Steps) Finish() =>
        _steps.Count == 0 ? (held, []) : (_rows.DrainToImmutable(), _steps.DrainToImmutable());

    private bool TryInsert(CollectionEdit edit)
    {
        if (RowReader.Read(edit.Entity, keyName) is not { } row)
        {
            return false;
        }

        var present = IndexOf(row.Key);
        if (present >= 0)
        {
            return IsIndex(edit.Index) && Place(present, row) && Shift(present, edit.Index);
        }

        if (edit.Index < 0 || edit.Index > _rows.Count || _rows.Count >= top)
        {
            return false;
        }

        Take(RowEdit<CollectionRow>.Insert(edit.Index, row));
        return true;
    }

    private bool TryMove(int from, CollectionEdit edit) =>
        IsIndex(edit.Index) && (edit.Change.IsAbsent || TryChange(from, edit.Change)) && Shift(from, edit.Index);

    private bool TryChange(int index, RawJson change) =>
        EntityBody.TryMerge(_rows[index].Body, change, out var merged) && Place(index, _rows[index] with { Body = merged });

    private bool TryRemove(int index, SyncKey id)
    {
        if (!IsAt(index, id))
        {
            return IndexOf(id.Text) < 0;
        }

        Take(RowEdit<CollectionRow>.Remove(index));
        return true;
    }

    private bool Place(int index, CollectionRow row)
    {
        if (_rows[index].Body != row.Body)
        {
            Take(RowEdit<CollectionRow>.Replace(index, row));
        }

        return true;
    }

    private bool Shift(int from, int index)
    {
        if (from != index)
        {
            Take(RowEdit<CollectionRow>.Move(from, index));
        }

        return true;
    }

    private bool IsIndex(int index) => index >= 0 && index < _rows.Count;

    private bool IsAt(int index, SyncKey? id) => IsIndex(index) && id is { } key && _rows[index].Key == key.Text;

    private int IndexOf(string key)
    {
        for (var index = 0; index < _rows.Count; index++)
        {
            if (_rows[index].Key == key)
            {
                return index;
            }
        }

        return -1;
    }

    private void Take(RowEdit<CollectionRow> step)
    {
        step.ApplyTo(_rows);
        _steps.Add(step);
    }
}
