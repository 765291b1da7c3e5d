namespace SyncHub.Server.Windows;

/// <summary>Whether a script or the page itself is the smaller message.</summary>
internal static class SnapshotChoice
{
    // {"type":"update","index":12,"id":…,"change":…}, and the like.
    private const int EditBytes = 44;

    /// <summary>
    /// True where the edits take more bytes than the page. Looks at no more rows of the page than it must: usually about as many as there
    /// are edits.
    /// </summary>
    public static bool IsSnapshotSmaller(IReadOnlyList<WindowEdit> edits, IReadOnlyList<SyncKey> page, IRowSizes sizes)
    {
        long script = 0;
        foreach (var edit in edits)
        {
            script += EditBytes + edit.Kind switch
            {
                WindowEditKind.Insert => sizes.Body(edit.Key),
                WindowEditKind.Remove => edit.Key.Text.Length,
                _ => edit.Key.Text.Length + (edit.Changed.IsNone ? 0 : sizes.Change(edit.Key, edit.Changed)),
            };
        }

        long snapshot = 0;
        foreach (var key in page)
        {
            snapshot += sizes.Body(key) + 1;
            if (snapshot >= script)
            {
                return false;
            }
        }

        return snapshot < script;
    }
}
