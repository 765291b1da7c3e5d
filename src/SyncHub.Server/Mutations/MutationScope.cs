using SyncHub.Server.Log;

namespace SyncHub.Server;

/// <summary>
/// The client's write that the present call carries out, see <c>UseSyncHubMutations</c>: writes to data sets within it carry its id, and are
/// noted down for the answer. Flows with the call, into tasks that it starts too. Safe for concurrent use.
/// </summary>
public sealed class MutationScope
{
    private static readonly AsyncLocal<MutationScope?> Ambient = new();

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LogHead> _heads = new(StringComparer.Ordinal);

    internal MutationScope(string id) => Id = id;

    /// <summary>The scope of the present call; null where it is for no client's write.</summary>
    public static MutationScope? Current => Ambient.Value;

    /// <summary>The client's name for the write.</summary>
    public string Id { get; }

    /// <summary>
    /// Notes down that a model was written to, for those who append to the change log themselves; data sets do it on their own.
    /// </summary>
    /// <param name="model">The model's name.</param>
    /// <param name="head">The log's head with the write; the head there was, where the write changed nothing.</param>
    public void Note(string model, LogHead head)
    {
        ArgumentNullException.ThrowIfNull(model);
        lock (_gate)
        {
            if (!_heads.TryGetValue(model, out var known) || known.Epoch != head.Epoch || known.Seq < head.Seq)
            {
                _heads[model] = head;
            }
        }
    }

    /// <summary>Begins with the present method; ends with it, too.</summary>
    internal static MutationScope Begin(string id)
    {
        var scope = new MutationScope(id);
        Ambient.Value = scope;
        return scope;
    }

    internal IReadOnlyDictionary<string, LogHead> Heads()
    {
        lock (_gate)
        {
            return new Dictionary<string, LogHead>(_heads);
        }
    }
}
