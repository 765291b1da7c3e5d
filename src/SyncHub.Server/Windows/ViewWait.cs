namespace SyncHub.Server.Windows;

/// <summary>A view that asked for rows: what the windows last showed, and all that was touched since.</summary>
internal sealed class ViewWait<TRow>(OrderedRows<TRow> baseline, TouchedRows<TRow> touched)
    where TRow : class, IKeyed
{
    /// <summary>The rows held when the windows last spoke.</summary>
    public OrderedRows<TRow> Baseline { get; } = baseline;

    /// <summary>
    /// What was touched since. It tells the windows' edits, and it overrules the refill: the log is the judge of a row, and what was read
    /// may be older than the changes that came meanwhile.
    /// </summary>
    public TouchedRows<TRow> Touched { get; } = touched;

    /// <summary>The request that is out.</summary>
    public required RefillNeeded<TRow> Request { get; set; }

    public void Add(TouchedRows<TRow> batch)
    {
        foreach (var row in batch.Rows)
        {
            if (Touched.Fold(row.Key, row.Is, row.Row, row.Changed))
            {
                Touched.Find(row.Key)!.OldRank = Baseline.IndexOf(row.Key);
            }
        }
    }
}
