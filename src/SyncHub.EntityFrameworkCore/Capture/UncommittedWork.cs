using SyncHub.EntityFrameworkCore.Outbox;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.Server;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>The saves of a transaction that has not been committed. Contexts that share the transaction share this; safe for concurrent use.</summary>
/// <param name="endIsSeen">Whether the transaction was begun through a context, so that its end is seen.</param>
internal sealed class UncommittedWork(bool endIsSeen)
{
    private readonly Lock _gate = new();
    private List<Touch> _touches = [];
    private DateTimeOffset _began;
    private MutationScope? _scope;
    private CommitPublisher? _publisher;
    private (OutboxNode Node, Type Context, Guid Commit)? _outbox;

    public bool EndIsSeen => endIsSeen;

    public void Add(SaveCapture save, CommitPublisher publisher)
    {
        lock (_gate)
        {
            _began = _touches.Count == 0 ? save.Began : _began;
            _touches.AddRange(save.Touches);
            _scope = save.Scope ?? _scope;
            _publisher = publisher;
        }
    }

    /// <summary>What entries of the outbox in this transaction belong to.</summary>
    public Guid OutboxCommit(OutboxNode node, Type context)
    {
        lock (_gate)
        {
            _outbox ??= (node, context, Guid.NewGuid());
            return _outbox.Value.Commit;
        }
    }

    /// <summary>It is committed, or may be.</summary>
    /// <returns>Completes when the log has it.</returns>
    public Task Publish(bool isInDoubt = false)
    {
        Publication publication;
        CommitPublisher publisher;
        lock (_gate)
        {
            if (_outbox is { } outbox)
            {
                _outbox = null;
                outbox.Node.Signal(outbox.Context).Set();
            }

            if (_publisher is null || _touches.Count == 0)
            {
                return Task.CompletedTask;
            }

            publisher = _publisher;
            publication = new Publication(_touches, _began, _scope ?? MutationScope.Current);
            Clear_NeedsLock();
        }

        if (isInDoubt)
        {
            publisher.PublishInDoubt(publication);
        }
        else
        {
            publisher.Publish(publication);
        }

        return publication.Completed;
    }

    /// <summary>It is rolled back.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            Clear_NeedsLock();
            if (_outbox is { } outbox)
            {
                _outbox = null;
                outbox.Node.Complete(outbox.Commit);
            }
        }
    }

    private void Clear_NeedsLock()
    {
        _touches = [];
        _scope = null;
    }
}
