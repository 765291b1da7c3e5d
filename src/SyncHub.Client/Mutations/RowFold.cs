using SyncHub.Client.Subscriptions;
using SyncHub.Json;

namespace SyncHub.Client.Mutations;

/// <summary>Writes laid over a row, the oldest first. JSON null stands for a row that does not exist.</summary>
internal static class RowFold
{
    /// <summary>The row as it is to be seen. The very same body where the writes change nothing.</summary>
    public static RawJson Over(RawJson body, IEnumerable<RowWrite> writes)
    {
        Dictionary<string, RawJson>? changed = null;
        foreach (var write in writes)
        {
            switch (write.Kind)
            {
                // What the server has is newer than what was added here.
                case RowWriteKind.Add when body.IsNull:
                    body = write.Body;
                    break;
                case RowWriteKind.Update when !body.IsNull:
                    changed ??= new Dictionary<string, RawJson>(StringComparer.Ordinal);
                    foreach (var (name, value) in write.Change)
                    {
                        changed[name] = value;
                    }

                    break;
                case RowWriteKind.Remove:
                    (body, changed) = (RawJson.Null, null);
                    break;
            }
        }

        return changed is null ? body : EntityBody.Merge(body, changed);
    }
}
