using SyncHub.EntityFrameworkCore.Models;
using SyncHub.Server;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>What one unit of work may have changed, to be told to the change log.</summary>
/// <param name="touches">The rows, in the order in which they were touched; one may be among them several times.</param>
/// <param name="began">When the first of its statements was about to be sent, UTC.</param>
/// <param name="scope">The client's write that it belongs to; null for none.</param>
internal sealed class Publication(IReadOnlyList<Touch> touches, DateTimeOffset began, MutationScope? scope)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<Touch> Touches => touches;

    /// <summary>A model of which any row may have changed; null for none.</summary>
    public TrackedModel? Reset { get; init; }

    public DateTimeOffset Began => began;

    public MutationScope? Scope => scope;

    /// <summary>Each of its models once.</summary>
    public IEnumerable<TrackedModel> Models => touches.Select(touch => touch.Model).Concat(Reset is { } reset ? [reset] : []).Distinct();

    /// <summary>Completes when the log has it; cancelled where it never will.</summary>
    public Task Completed => _done.Task;

    public void Complete() => _done.TrySetResult();

    public void Abandon() => _done.TrySetCanceled();
}
