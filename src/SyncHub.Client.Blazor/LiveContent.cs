using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace SyncHub.Client.Blazor;

/// <summary>What <see cref="Live{TEntity}"/> and <see cref="LiveList{TEntity}"/> have in common: one fragment for each of the five states.</summary>
/// <typeparam name="TData">What is followed.</typeparam>
public abstract class LiveContent<TData> : SyncComponentBase
    where TData : class
{
    private protected LiveContent()
    {
    }

    /// <summary>The model's name on the server; null for what the client says for the type.</summary>
    [Parameter]
    public string? Model { get; set; }

    /// <summary>The client to follow with; null for the one that was cascaded, else the one that is registered.</summary>
    [Parameter]
    public SyncClient? Client { get; set; }

    /// <summary>
    /// Whether a page that is prerendered subscribes too, and waits up to <see cref="PrerenderPatience"/> for data to put into its HTML. Default: false.
    /// Of use where one client serves all circuits: the page that becomes interactive then finds the data there and does not flicker.
    /// </summary>
    [Parameter]
    public bool Prerender { get; set; }

    /// <summary>How long a prerendered page waits for data before it is sent without. Default: 1 second.</summary>
    [Parameter]
    public TimeSpan PrerenderPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Shown in every state, before the rest: the place for a sign that says whether what follows is live.</summary>
    [Parameter]
    public RenderFragment<SyncState<TData?>>? Status { get; set; }

    /// <summary>Shown wherever there is data, live or not, and no fragment for that very state is set.</summary>
    [Parameter]
    public RenderFragment<TData>? ChildContent { get; set; }

    /// <summary>Shown while nothing is known. Default: nothing.</summary>
    [Parameter]
    public RenderFragment? Connecting { get; set; }

    /// <summary>Shown for data that is not live: kept from before, or the connection is down. Default: <see cref="ChildContent"/>.</summary>
    [Parameter]
    public RenderFragment<TData>? Cached { get; set; }

    /// <summary>Shown for live data. Default: <see cref="ChildContent"/>.</summary>
    [Parameter]
    public RenderFragment<TData>? Synced { get; set; }

    /// <summary>Shown for data of a subscription that has ended under the component, with its client say. Default: <see cref="ChildContent"/>.</summary>
    [Parameter]
    public RenderFragment<TData>? Suspended { get; set; }

    /// <summary>Shown where the subscription was refused or the connection given up. Default: <see cref="ChildContent"/> where there is data, else nothing.</summary>
    [Parameter]
    public RenderFragment<LiveError<TData>>? Error { get; set; }

    /// <inheritdoc/>
    protected sealed override SyncClient Sync => Client ?? base.Sync;

    /// <inheritdoc/>
    protected sealed override bool FollowsWhenStatic => Prerender;

    private protected abstract SyncState<TData?> State { get; }

    private protected abstract Task RetryAsync();

    private protected abstract Task WhenSyncedAsync(CancellationToken cancellationToken);

    /// <summary>What is shown where the data says that there is nothing.</summary>
    private protected abstract RenderFragment? Nothing { get; }

    private protected abstract bool IsNothing(TData data);

    /// <inheritdoc/>
    protected sealed override Task OnParametersSetAsync() =>
        Prerender && !RendererInfo.IsInteractive ? Prerendering.WaitAsync(WhenSyncedAsync, PrerenderPatience, Time) : Task.CompletedTask;

    /// <inheritdoc/>
    protected sealed override void BuildRenderTree(RenderTreeBuilder builder)
    {
        var state = State;
        builder.AddContent(0, Status, state);
        switch (state)
        {
            case SyncState<TData?>.Connecting:
                builder.AddContent(1, Connecting);
                break;
            case SyncState<TData?>.Cached { Data: { } data } when Cached is not null && !IsNothing(data):
                builder.AddContent(2, Cached, data);
                break;
            case SyncState<TData?>.Synced { Data: { } data } when Synced is not null && !IsNothing(data):
                builder.AddContent(3, Synced, data);
                break;
            case SyncState<TData?>.Suspended { Data: { } data } when Suspended is not null && !IsNothing(data):
                builder.AddContent(4, Suspended, data);
                break;
            case SyncState<TData?>.Error error when Error is not null:
                builder.AddContent(5, Error, new LiveError<TData>(error.Reason, error.Data, RetryAsync));
                break;
            case SyncState<TData?>.Cached cached:
                AddData(builder, cached.Data);
                break;
            case SyncState<TData?>.Synced synced:
                AddData(builder, synced.Data);
                break;
            case SyncState<TData?>.Suspended suspended:
                AddData(builder, suspended.Data);
                break;
            case SyncState<TData?>.Error { HasData: true } error:
                AddData(builder, error.Data);
                break;
        }
    }

    // One place for all states, so that what is in it stays, focus and all, when the state changes.
    private void AddData(RenderTreeBuilder builder, TData? data)
    {
        if (data is null || IsNothing(data))
        {
            builder.AddContent(6, Nothing);
        }
        else
        {
            builder.AddContent(7, ChildContent, data);
        }
    }
}
