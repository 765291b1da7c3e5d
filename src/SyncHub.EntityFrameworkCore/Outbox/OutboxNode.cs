using System.Collections.Concurrent;
using SyncHub.Server;

namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>This process among those that share an outbox: its name, what wakes its relays, and which clients' writes wait for a commit of its own.</summary>
internal sealed class OutboxNode
{
    private readonly ConcurrentDictionary<Type, OutboxSignal> _signals = [];
    private readonly ConcurrentDictionary<Guid, Waiting> _waiting = [];

    /// <summary>Another one after each start.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>What wakes the relay of a context.</summary>
    public OutboxSignal Signal(Type context) => _signals.GetOrAdd(context, _ => new OutboxSignal());

    /// <summary>A client's write is about to make a commit, and its answer waits until the log has that.</summary>
    public void Expect(Guid commit, MutationScope scope)
    {
        var waiting = new Waiting(scope, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_waiting.TryAdd(commit, waiting))
        {
            scope.Expect(waiting.Told.Task);
        }
    }

    /// <summary>The client's write that a commit is part of; null where that is of another process.</summary>
    public MutationScope? ScopeOf(Guid commit) => _waiting.GetValueOrDefault(commit)?.Scope;

    /// <summary>The log has a commit, or there is none after all.</summary>
    public void Complete(Guid commit)
    {
        if (_waiting.TryRemove(commit, out var waiting))
        {
            waiting.Told.TrySetResult();
        }
    }

    private sealed record Waiting(MutationScope Scope, TaskCompletionSource Told);
}
