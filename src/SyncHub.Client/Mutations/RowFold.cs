using SyncHub.Client.Subscriptions;
using SyncHub.Json;

namespace SyncHub.Client.Mutations;

/// <summary>Writes laid over a row, the oldest first. JSON null stands for a row that does not exist.</summary>
internal static class RowFold
{
    /// <summary>The row as it is to be seen. The very same body where the writes change nothing.</summary>
    public static RawJson Over(RawJson body, IEnumerable<RowWrite> writes)
    {
        var changed = default(RawJson);
        foreach (var write in writes)
        {
            switch (write.Kind)
            {
                // What the server has is newer than what was added here.
                case RowWriteKind.Add when body.IsNull:
                    body = write.Body;
                    break;
                case RowWriteKind.Update when !body.IsNull:
                    changed = changed.IsAbsent ? write.Change : Merge(changed, write.Change);
                    break;
                case RowWriteKind.Remove:
                    (body, changed) = (RawJson.Null, default);
                    break;
            }
        }

        return changed.IsAbsent ? body : Merge(body, changed);
    }

    // Both are objects: the server's are looked at when they come, the application's when they are made.
    private static RawJson Merge(RawJson body, RawJson change) =>
        EntityBody.TryMerge(body, change, out var merged) ? merged : throw new InvalidOperationException("A local change or what it is laid over is no JSON object.");
}
