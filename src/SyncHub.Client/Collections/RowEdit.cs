namespace SyncHub.Client.Collections;

internal enum RowEditKind
{
    Insert,
    Replace,
    Move,
    Remove,
}

/// <summary>One step from one list of rows to the next. It always fits: whatever did not was refused before.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Index">Where the row stands after the step; for a removal, before it.</param>
/// <param name="From">For a move: where the row stands before it.</param>
/// <param name="Row">The row that comes, for an insertion and a replacement.</param>
internal readonly record struct RowEdit<TRow>(RowEditKind Kind, int Index, int From = -1, TRow? Row = default)
{
    public static RowEdit<TRow> Insert(int index, TRow row) => new(RowEditKind.Insert, index, Row: row);

    public static RowEdit<TRow> Replace(int index, TRow row) => new(RowEditKind.Replace, index, Row: row);

    public static RowEdit<TRow> Move(int from, int index) => new(RowEditKind.Move, index, from);

    public static RowEdit<TRow> Remove(int index) => new(RowEditKind.Remove, index);

    public void ApplyTo(IList<TRow> rows)
    {
        switch (Kind)
        {
            case RowEditKind.Insert:
                rows.Insert(Index, Row!);
                break;
            case RowEditKind.Replace:
                rows[Index] = Row!;
                break;
            case RowEditKind.Move:
                var moved = rows[From];
                rows.RemoveAt(From);
                rows.Insert(Index, moved);
                break;
            case RowEditKind.Remove:
                rows.RemoveAt(Index);
                break;
        }
    }
}
