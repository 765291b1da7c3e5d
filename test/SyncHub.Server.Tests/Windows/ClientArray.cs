using SyncHub.Server.Windows;

namespace SyncHub.Server.Tests.Windows;

/// <summary>A bare client's array: applies edits one after the other and checks each as it comes.</summary>
internal sealed class ClientArray(Window window)
{
    private readonly List<KeyValuePair<SyncKey, ModelRow>> _rows = [];

    public Window Window => window;

    public IReadOnlyList<KeyValuePair<SyncKey, ModelRow>> Rows => _rows;

    public void Show(IEnumerable<SyncKey> keys, Func<SyncKey, ModelRow> body)
    {
        _rows.Clear();
        _rows.AddRange(keys.Select(key => KeyValuePair.Create(key, body(key))));
    }

    public void Apply(WindowEdit edit, Func<SyncKey, ModelRow> body)
    {
        switch (edit.Kind)
        {
            case WindowEditKind.Insert:
                Require(!_rows.Exists(row => row.Key == edit.Key), "inserts a row that is there", edit);
                _rows.Insert(edit.Index, KeyValuePair.Create(edit.Key, body(edit.Key)));
                break;
            case WindowEditKind.Remove:
                Require(_rows[edit.Index].Key == edit.Key, "removes another row", edit);
                _rows.RemoveAt(edit.Index);
                break;
            case WindowEditKind.Update:
                Require(!edit.Changed.IsNone && !edit.Changed.IsAll, "updates nothing, or all", edit);
                Change(edit.Index, edit, body);
                break;
            case WindowEditKind.Move:
                Require(edit.From != edit.Index, "moves a row to where it is", edit);
                Change(edit.From, edit, body);
                var moved = _rows[edit.From];
                _rows.RemoveAt(edit.From);
                _rows.Insert(edit.Index, moved);
                break;
        }

        Require(_rows.Count <= (window.Top ?? int.MaxValue), "makes the array longer than top", edit);
    }

    private void Change(int index, WindowEdit edit, Func<SyncKey, ModelRow> body)
    {
        Require(_rows[index].Key == edit.Key, "changes another row", edit);
        _rows[index] = KeyValuePair.Create(edit.Key, _rows[index].Value.With(edit.Changed.Names, body(edit.Key)));
    }

    private static void Require(bool condition, string what, WindowEdit edit)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"The edit {what}: {edit}.");
        }
    }
}
