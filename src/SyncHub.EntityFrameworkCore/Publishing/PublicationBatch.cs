using SyncHub.Server.Feed;
using SyncHub.Server.Log;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>
/// Some commits on their way to the change log. Each step reads their rows back, tells the log of each commit in order, and finds out whether another
/// process told of one of the rows meanwhile; then the next step reads that row once more, until there is none. A step that fails can be repeated.
/// </summary>
internal sealed class PublicationBatch(Queue<Publication> waiting, IChangeLog log, CommittedRows rows, PublisherMetrics metrics, bool settles)
{
    // Enough for the way to the log and back not to be the limit, and too little to fill the queue that a log has for when it is away.
    private const int MostOnTheWay = 16;
    private const long MostBytesOnTheWay = 4L * 1024 * 1024;

    private readonly List<Publication> _told = [];

    // What the log may say last although the database says something else.
    private RowKeys _unsettled = new();
    private DateTimeOffset _began = DateTimeOffset.MaxValue;

    /// <summary>How many commits the log does not have yet.</summary>
    public int Waiting => waiting.Count;

    /// <summary>Whether every commit has been told, and nothing is to be read once more.</summary>
    public bool IsDone => waiting.Count == 0 && _unsettled.IsEmpty;

    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var keys = new RowKeys();
        keys.Add(_unsettled);
        foreach (var publication in waiting)
        {
            keys.Add(publication);
        }

        var own = new Dictionary<string, OwnEntries>(StringComparer.Ordinal);
        foreach (var model in keys.Models)
        {
            // Before the rows are read: whoever tells the log of one of them later than this has perhaps read it later, too.
            own.Add(model.Model.Name, new OwnEntries(model, await log.GetHeadAsync(model.Model.Name, cancellationToken).ConfigureAwait(false)));
        }

        var found = await rows.ReadAsync(keys, cancellationToken).ConfigureAwait(false);
        var alreadyTold = _told.Count;
        try
        {
            await SettleAsync(found, own, cancellationToken).ConfigureAwait(false);
            await TellAllAsync(found, own, cancellationToken).ConfigureAwait(false);
            _unsettled = await FindContestedAsync(keys, own, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Nobody has looked whether others told of these rows; those that were not told yet are read again as they are.
            foreach (var publication in _told.Skip(alreadyTold))
            {
                _unsettled.Add(publication);
            }

            throw;
        }
    }

    /// <summary>Tells those who wait.</summary>
    public void Complete()
    {
        foreach (var publication in _told)
        {
            publication.Complete();
        }
    }

    /// <summary>Gives up.</summary>
    public void Abandon()
    {
        Complete();
        foreach (var publication in waiting)
        {
            publication.Abandon();
        }
    }

    /// <summary>
    /// Tells the log of all that waits. Some of it is on its way at once: one by one, each commit would wait for the way to the log and back. Where one
    /// fails, it and all after it wait on; the log may have some of them, which does no harm: rows are told again as they are.
    /// </summary>
    private async Task TellAllAsync(RowsReadBack found, Dictionary<string, OwnEntries> own, CancellationToken cancellationToken)
    {
        var onTheWay = new Queue<StartedPublication>();
        try
        {
            foreach (var publication in waiting.ToArray())
            {
                _began = publication.Began < _began ? publication.Began : _began;
                var commit = CommitComposer.Of(publication, found);
                var bytes = commit?.Changes.Sum(change => (long)change.Before.Utf8.Length + change.After.Utf8.Length) ?? 0;
                while (onTheWay.Count == MostOnTheWay || (onTheWay.Count > 0 && onTheWay.Sum(other => other.Bytes) + bytes > MostBytesOnTheWay))
                {
                    await EndFirstAsync().ConfigureAwait(false);
                }

                onTheWay.Enqueue(Append(publication, commit, bytes, cancellationToken));
            }

            while (onTheWay.Count > 0)
            {
                await EndFirstAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            // What comes next must not overtake what is still on its way.
            await Task.WhenAll(onTheWay.SelectMany(append => append.Tasks)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task EndFirstAsync()
        {
            await EndAsync(onTheWay.Peek(), own, cancellationToken).ConfigureAwait(false);
            onTheWay.Dequeue();
            _told.Add(waiting.Dequeue());
        }
    }

    private StartedPublication Append(Publication publication, Commit? commit, long bytes, CancellationToken cancellationToken)
    {
        return new StartedPublication(
            publication,
            commit,
            bytes,
            commit is null ? null : AppendAsync(commit),
            publication.Reset is { } reset ? AppendAsync(new Commit([ModelReset.Of(reset.Model.Name)])) : null);

        // Also a refusal is the task's: those before it are told.
        async Task<IReadOnlyDictionary<string, LogHead>> AppendAsync(Commit appended) => await log.AppendAsync(appended, cancellationToken).ConfigureAwait(false);
    }

    private async Task EndAsync(StartedPublication started, Dictionary<string, OwnEntries> own, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, LogHead>? heads = null;
        if (started is { Commit: { } commit, Appending: { } appending })
        {
            heads = await appending.ConfigureAwait(false);
            NoteOwn(commit, heads, own);
            metrics.Published();
        }

        if (started.Resetting is { } resetting)
        {
            heads = await resetting.ConfigureAwait(false);
        }

        if (started.Publication.Scope is { } scope)
        {
            // Also of models of which nothing was left to tell: the answer to a client's write says where to wait for it.
            foreach (var model in ModelsOf(started.Publication))
            {
                scope.Note(model, heads?.TryGetValue(model, out var head) == true ? head : await log.GetHeadAsync(model, cancellationToken).ConfigureAwait(false));
            }
        }
    }

    private async Task SettleAsync(RowsReadBack found, Dictionary<string, OwnEntries> own, CancellationToken cancellationToken)
    {
        if (_unsettled.IsEmpty)
        {
            return;
        }

        if (CommitComposer.Of(_unsettled, found, _began) is { } commit)
        {
            var heads = await log.AppendAsync(commit, cancellationToken).ConfigureAwait(false);
            NoteOwn(commit, heads, own);
            foreach (var publication in _told)
            {
                Note(publication, heads);
            }
        }

        foreach (var model in _unsettled.Models)
        {
            metrics.Settled(model.Model.Name, _unsettled.Of(model).Count);
        }
    }

    private static void NoteOwn(Commit commit, IReadOnlyDictionary<string, LogHead> heads, Dictionary<string, OwnEntries> own)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var change in commit.Changes)
        {
            counts[change.Model] = counts.GetValueOrDefault(change.Model) + 1;
        }

        foreach (var (model, head) in heads)
        {
            own[model].Add(head, counts[model]);
        }
    }

    private async Task<RowKeys> FindContestedAsync(RowKeys keys, Dictionary<string, OwnEntries> own, CancellationToken cancellationToken)
    {
        var contested = new RowKeys();
        if (settles)
        {
            foreach (var model in keys.Models)
            {
                var since = await own[model.Model.Name].FindContestedAsync(log, keys.Of(model), contested, cancellationToken).ConfigureAwait(false);
                _began = since < _began ? since : _began;
            }
        }

        return contested;
    }

    private static void Note(Publication publication, IReadOnlyDictionary<string, LogHead> heads)
    {
        if (publication.Scope is not { } scope)
        {
            return;
        }

        foreach (var model in ModelsOf(publication))
        {
            if (heads.TryGetValue(model, out var head))
            {
                scope.Note(model, head);
            }
        }
    }

    private static IEnumerable<string> ModelsOf(Publication publication) =>
        publication.Models.Select(model => model.Model.Name);
}
