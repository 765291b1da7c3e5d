using Microsoft.AspNetCore.Components;

namespace SyncHub.Client.Blazor;

/// <summary>
/// Follows one entity while it is on the page and renders the fragment that its state asks for:
/// <c>&lt;Live TEntity="Note" Key="@Id" Context="note"&gt;@note.Text&lt;/Live&gt;</c>. Another key is another subscription; a render with the same
/// key changes none.
/// </summary>
/// <typeparam name="TEntity">The type that the entity is read into.</typeparam>
public sealed class Live<TEntity> : LiveContent<TEntity>
    where TEntity : class
{
    private LiveEntity<TEntity>? _entity;

    /// <summary>The entity's key; a Guid, a string, an integer and a byte array convert by themselves. Null to follow none, which shows as Connecting.</summary>
    [Parameter]
    [EditorRequired]
    public SyncKey? Key { get; set; }

    /// <summary>Shown where there is no such entity. Default: nothing.</summary>
    [Parameter]
    public RenderFragment? Missing { get; set; }

    private protected override SyncState<TEntity?> State => StateOf(_entity);

    private protected override RenderFragment? Nothing => Missing;

    private protected override bool IsNothing(TEntity data) => false;

    private protected override Task RetryAsync() => _entity?.RetryAsync() ?? Task.CompletedTask;

    private protected override Task WhenSyncedAsync(CancellationToken cancellationToken) => _entity?.WhenSyncedAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    protected override void OnParametersSet() => Follow(ref _entity, Key, Model);
}
