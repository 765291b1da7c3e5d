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
    private readonly List<Task> _publications = [];

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

    /// <summary>
    /// Has the answer wait for writes that reach the change log only after the call that made them, for at most 5 seconds. If one of them fails, is cancelled
    /// or takes longer, the answer tells no positions, and the client waits for the pushes.
    /// </summary>
    /// <param name="publication">Completes when all models that it writes to have been noted down with <see cref="Note"/>.</param>
    public void Expect(Task publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        lock (_gate)
        {
            _publications.Add(publication);
        }
    }

    /// <summary>Begins with the present method; ends with it, too.</summary>
    internal static MutationScope Begin(string id)
    {
        var scope = new MutationScope(id);
        Ambient.Value = scope;
        return scope;
    }

    /// <summary>Completes when all that is expected by then has been published; fails as the first of them that does.</summary>
    internal async Task WhenPublishedAsync(CancellationToken cancellationToken)
    {
        for (var seen = 0; Next(seen) is { } publication; seen++)
        {
            await publication.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        Task? Next(int index)
        {
            lock (_gate)
            {
                return index < _publications.Count ? _publications[index] : null;
            }
        }
    }

    internal IReadOnlyDictionary<string, LogHead> Heads()
    {
        lock (_gate)
        {
            return new Dictionary<string, LogHead>(_heads);
        }
    }
}
