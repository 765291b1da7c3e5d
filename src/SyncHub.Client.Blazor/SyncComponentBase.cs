using Microsoft.AspNetCore.Components;
using SyncHub.Client.Blazor.Following;
using SyncHub.Queries;

namespace SyncHub.Client.Blazor;

/// <summary>
/// A component that follows live data: call <c>Follow</c> in <c>OnParametersSet</c> or <c>OnInitialized</c>, with a field for the handle, and render
/// the handle's state. Each change renders the component once more, changes that come together in one go. What is followed is released when
/// the component leaves the page.
/// </summary>
/// <remarks>
/// The client is the one that the component was cascaded, else the one that is registered as a service, for each circuit or for all.
/// Where components are rendered without being interactive, when a page is prerendered say, nothing is followed, see <see cref="FollowsWhenStatic"/>.
/// </remarks>
public abstract class SyncComponentBase : ComponentBase, IAsyncDisposable
{
    private readonly RenderRequests _renders;
    private readonly FollowedHandles _handles;

    /// <summary>Follows nothing yet.</summary>
    protected SyncComponentBase()
    {
        _renders = new RenderRequests(InvokeAsync, StateHasChanged, DispatchExceptionAsync);
        _handles = new FollowedHandles(_renders);
    }

    /// <summary>The client that this component follows with. Where it becomes another one, the next <c>Follow</c> moves to it.</summary>
    /// <exception cref="InvalidOperationException">No client was cascaded, and none is registered.</exception>
    protected virtual SyncClient Sync => CascadedClient
        ?? Services.GetService(typeof(SyncClient)) as SyncClient
        ?? throw new InvalidOperationException(
            $"{GetType().Name} has no {nameof(SyncClient)}. Register one, builder.Services.AddScoped(_ => new SyncClient(url)) say, or cascade one with <CascadingValue>.");

    /// <summary>
    /// Whether data is followed where nobody will see it change, because the component is rendered once and then forgotten. Default: false,
    /// so that a prerendered page opens no connection of its own and shows no data.
    /// </summary>
    protected virtual bool FollowsWhenStatic => false;

    private protected TimeProvider Time => Services.GetService(typeof(TimeProvider)) as TimeProvider ?? TimeProvider.System;

    [CascadingParameter]
    private SyncClient? CascadedClient { get; set; }

    [Inject]
    private IServiceProvider Services { get; set; } = default!;

    private bool IsFollowing => RendererInfo.IsInteractive || FollowsWhenStatic;

    /// <summary>
    /// Follows one entity. Called again with the same key, model and client it does nothing; with others the handle becomes a new one, and the one
    /// before is released when the new one is attached. Call it from lifecycle methods and event handlers, which render afterwards.
    /// </summary>
    /// <typeparam name="T">The type that the entity is read into.</typeparam>
    /// <param name="handle">A field of the component, only ever changed here. Stays null where nothing is followed, and as it is once the component has left the page.</param>
    /// <param name="key">The entity's key; null to follow none.</param>
    /// <param name="model">The model's name on the server; null for what the client says for the type.</param>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    protected void Follow<T>(ref LiveEntity<T>? handle, SyncKey? key, string? model = null)
        where T : class
    {
        if (key is not { } wanted)
        {
            Release(ref handle);
        }
        else if (IsFollowing)
        {
            var sync = Sync;
            handle = _handles.Follow(handle, (sync, model, wanted), () => sync.SubscribeEntity<T>(wanted, model), entity => entity.States());
        }
    }

    /// <summary>
    /// Follows the entities that a query asks for. Called again it does nothing as long as the query says the same, however it is worded and
    /// whatever variables it captures; otherwise the handle becomes a new one, and the one before is released when the new one is attached.
    /// Call it from lifecycle methods and event handlers, which render afterwards.
    /// </summary>
    /// <typeparam name="T">The type that entities are read into, and that the query is about.</typeparam>
    /// <param name="handle">A field of the component, only ever changed here. Stays null where nothing is followed, and as it is once the component has left the page.</param>
    /// <param name="query">Which entities, in which order, which page; null for all, in the key's order.</param>
    /// <param name="model">The model's name on the server; null for what the client says for the type.</param>
    /// <exception cref="SyncException">An expression has no equivalent in a query, or names what does not travel; the message shows it. What was followed before still is.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    protected void Follow<T>(ref LiveCollection<T>? handle, Func<QueryBuilder<T>, QueryBuilder<T>>? query, string? model = null)
        where T : class
    {
        if (IsFollowing)
        {
            var sync = Sync;

            // What it captures belongs to the component, which does nothing else meanwhile: both readings of it say the same.
            var builder = query is null ? QueryBuilder<T>.All : query(QueryBuilder<T>.All);
            handle = _handles.Follow(
                handle,
                (sync, model, sync.CanonicalQuery<T>(_ => builder)),
                () => sync.SubscribeCollection<T>(_ => builder, model),
                collection => collection.States());
        }
    }

    /// <summary>
    /// Follows what a resolver says about a key. Called again with the same resolver, key and client it does nothing; with others the handle becomes
    /// a new one, and the one before is released when the new one is attached.
    /// </summary>
    /// <param name="handle">A field of the component, only ever changed here. Stays null where nothing is followed, and as it is once the component has left the page.</param>
    /// <param name="resolver">The name that the server registered the resolver under.</param>
    /// <param name="key">What it is asked about; null to follow nothing.</param>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    protected void Follow(ref LiveRows? handle, string resolver, SyncKey? key)
    {
        if (key is not { } wanted)
        {
            Release(ref handle);
        }
        else if (IsFollowing)
        {
            var sync = Sync;
            handle = _handles.Follow(handle, (sync, resolver, wanted), () => sync.SubscribeRows(resolver, wanted), rows => rows.States());
        }
    }

    /// <summary>Releases a handle that <c>Follow</c> has set, and sets it to null. For what is no longer needed while the component stays.</summary>
    /// <typeparam name="THandle">The handle's type.</typeparam>
    /// <param name="handle">The field that was given to <c>Follow</c>.</param>
    protected void Release<THandle>(ref THandle? handle)
        where THandle : class, IAsyncDisposable
    {
        if (handle is not null)
        {
            _handles.Release(handle);
            handle = null;
        }
    }

    /// <summary>The state to render: the handle's, and Connecting where nothing is followed.</summary>
    protected static SyncState<T?> StateOf<T>(LiveEntity<T>? handle)
        where T : class => handle?.State ?? new SyncState<T?>.Connecting();

    /// <inheritdoc cref="StateOf{T}(LiveEntity{T})"/>
    protected static SyncState<CollectionData<T>> StateOf<T>(LiveCollection<T>? handle)
        where T : class => handle?.State ?? new SyncState<CollectionData<T>>.Connecting();

    /// <inheritdoc cref="StateOf{T}(LiveEntity{T})"/>
    protected static SyncState<IReadOnlyList<SyncRow>> StateOf(LiveRows? handle) => handle?.State ?? new SyncState<IReadOnlyList<SyncRow>>.Connecting();

    /// <summary>Releases everything that is followed; called by the renderer when the component leaves the page. No render is asked for afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        _renders.End();
        await _handles.EndAsync().ConfigureAwait(true);
        await DisposeAsyncCore().ConfigureAwait(true);

        // A renderer that sees IAsyncDisposable looks for nothing else.
        if (this is IDisposable disposable)
        {
            disposable.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Override to release what a derived component holds beside its handles, which are released already.</summary>
    protected virtual ValueTask DisposeAsyncCore() => ValueTask.CompletedTask;
}
