using System.Collections;
using System.Collections.Specialized;
using System.Runtime.InteropServices;

namespace SyncHub.Client.Collections;

/// <summary>
/// The list that a user interface is bound to. It goes from one state's entities to the next's step by step, and tells of each step when
/// it has been made. Every step is an array of its own, so that whoever reads meanwhile, on whichever thread, reads one of them.
/// </summary>
internal sealed class BoundRows<T> : IList<T>
    where T : class
{
    private volatile T[] _rows = [];

    // Of whoever advances, one at a time.
    private CollectionData<T>? _shown;

    public int Count => _rows.Length;

    public bool IsReadOnly => true;

    public T this[int index]
    {
        get => _rows[index];
        set => throw Fixed();
    }

    /// <summary>Shows the data given, nothing where there is none. Without <paramref name="tell"/> in one go.</summary>
    public void Advance(CollectionData<T>? next, Action<NotifyCollectionChangedEventArgs>? tell)
    {
        var before = _shown;
        _shown = next;
        var rows = next is null ? [] : ImmutableCollectionsMarshal.AsArray(next.Rows)!;
        if (tell is not null && next?.Follows(before) == true)
        {
            Play(next, tell);
        }
        else if (!ReferenceEquals(rows, _rows) && (rows.Length > 0 || _rows.Length > 0))
        {
            _rows = rows;
            tell?.Invoke(new NotifyCollectionChangedEventArgs(NotifyCollectionChangedAction.Reset));
        }

        // The last step has made an array of the same entities; one is enough.
        _rows = rows;
    }

    public bool Contains(T item) => IndexOf(item) >= 0;

    public int IndexOf(T item) => Array.IndexOf(_rows, item);

    public void CopyTo(T[] array, int arrayIndex) => _rows.CopyTo(array, arrayIndex);

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_rows).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Add(T item) => throw Fixed();

    public void Insert(int index, T item) => throw Fixed();

    public bool Remove(T item) => throw Fixed();

    public void RemoveAt(int index) => throw Fixed();

    public void Clear() => throw Fixed();

    private void Play(CollectionData<T> next, Action<NotifyCollectionChangedEventArgs> tell)
    {
        foreach (var edit in next.Edits)
        {
            var before = _rows;
            var after = before.ToList();
            edit.ApplyTo(after);
            _rows = [.. after];
            tell(Describe(edit, before));
        }
    }

    private static NotifyCollectionChangedEventArgs Describe(RowEdit<T> edit, T[] before) => edit.Kind switch
    {
        RowEditKind.Insert => new(NotifyCollectionChangedAction.Add, edit.Row, edit.Index),
        RowEditKind.Replace => new(NotifyCollectionChangedAction.Replace, edit.Row, before[edit.Index], edit.Index),
        RowEditKind.Move => new(NotifyCollectionChangedAction.Move, before[edit.From], edit.Index, edit.From),
        _ => new(NotifyCollectionChangedAction.Remove, before[edit.Index], edit.Index),
    };

    private static NotSupportedException Fixed() =>
        new("A live collection changes when the server says so. Change the entity on the server; the list follows.");
}
