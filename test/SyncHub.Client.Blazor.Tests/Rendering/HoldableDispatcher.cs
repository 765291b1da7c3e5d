using Microsoft.AspNetCore.Components;

namespace SyncHub.Client.Blazor.Tests.Rendering;

/// <summary>Blazor's own dispatcher; while it is held, what is asked of it waits.</summary>
internal sealed class HoldableDispatcher : Dispatcher
{
    private readonly Dispatcher _inner = CreateDefault();
    private volatile TaskCompletionSource? _held;

    /// <summary>How many calls wait.</summary>
    public Watched<int> Waiting { get; } = new(0);

    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume()
    {
        var held = _held;
        _held = null;
        held?.SetResult();
    }

    public override bool CheckAccess() => _inner.CheckAccess();

    public override async Task InvokeAsync(Action workItem)
    {
        await WhenFreeAsync();
        await _inner.InvokeAsync(workItem);
    }

    public override async Task InvokeAsync(Func<Task> workItem)
    {
        await WhenFreeAsync();
        await _inner.InvokeAsync(workItem);
    }

    public override async Task<TResult> InvokeAsync<TResult>(Func<TResult> workItem)
    {
        await WhenFreeAsync();
        return await _inner.InvokeAsync(workItem);
    }

    public override async Task<TResult> InvokeAsync<TResult>(Func<Task<TResult>> workItem)
    {
        await WhenFreeAsync();
        return await _inner.InvokeAsync(workItem);
    }

    private async Task WhenFreeAsync()
    {
        if (_held is { } held)
        {
            Waiting.Change(count => count + 1);
            await held.Task.ConfigureAwait(false);
            Waiting.Change(count => count - 1);
        }
    }
}
