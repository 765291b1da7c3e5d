using SyncHub.Server.Feed;
using SyncHub.Server.Log;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>
/// Some commits on their way to the change log. Each step reads their rows back, tells the log of each commit in order, and finds out whether another
/// process told of one of the rows meanwhile; then the next step reads that row once more, until there is none. A step that fails can be repeated.
/// </summary>
internal sealed class PublicationBatch(Queue<Publication> waiting, IChangeLog log, CommittedRows rows, PublisherMetrics metrics, bool settles)
{
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
            while (waiting.TryPeek(out var publication))
            {
                await TellAsync(publication, found, own, cancellationToken).ConfigureAwait(false);
                _told.Add(waiting.Dequeue());
            }

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

    private async Task TellAsync(Publication publication, RowsReadBack found, Dictionary<string, OwnEntries> own, CancellationToken cancellationToken)
    {
        _began = publication.Began < _began ? publication.Began : _began;
        IReadOnlyDictionary<string, LogHead>? heads = null;
        if (CommitComposer.Of(publication, found) is { } commit)
        {
            heads = await AppendAsync(commit, own, cancellationToken).ConfigureAwait(false);
            metrics.Published();
        }

        if (publication.Reset is { } reset)
        {
            heads = await log.AppendAsync(new Commit([ModelReset.Of(reset.Model.Name)]), cancellationToken).ConfigureAwait(false);
        }

        if (publication.Scope is { } scope)
        {
            // Also of models of which nothing was left to tell: the answer to a client's write says where to wait for it.
            foreach (var model in ModelsOf(publication))
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
            var heads = await AppendAsync(commit, own, cancellationToken).ConfigureAwait(false);
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

    private async Task<IReadOnlyDictionary<string, LogHead>> AppendAsync(Commit commit, Dictionary<string, OwnEntries> own, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var change in commit.Changes)
        {
            counts[change.Model] = counts.GetValueOrDefault(change.Model) + 1;
        }

        var heads = await log.AppendAsync(commit, cancellationToken).ConfigureAwait(false);
        foreach (var (model, head) in heads)
        {
            own[model].Add(head, counts[model]);
        }

        return heads;
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
