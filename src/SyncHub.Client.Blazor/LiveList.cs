using Microsoft.AspNetCore.Components;
using SyncHub.Queries;

namespace SyncHub.Client.Blazor;

/// <summary>
/// Follows the entities that a query asks for while it is on the page and renders the fragment that their state asks for:
/// <c>&lt;LiveList TEntity="Note" Query="@(notes => notes.Take(9))" Context="notes"&gt;@notes.Count&lt;/LiveList&gt;</c>. A query that says something
/// else is another subscription; one that is only written anew changes none. For the rows, see <see cref="KeyedRows{TEntity}"/>.
/// </summary>
/// <typeparam name="TEntity">The type that entities are read into, and that the query is about.</typeparam>
public sealed class LiveList<TEntity> : LiveContent<CollectionData<TEntity>>
    where TEntity : class
{
    private LiveCollection<TEntity>? _entities;

    /// <summary>Which entities, in which order, which page; null for all, in the key's order. An expression that cannot be translated throws a <see cref="SyncException"/>.</summary>
    [Parameter]
    public Func<QueryBuilder<TEntity>, QueryBuilder<TEntity>>? Query { get; set; }

    /// <summary>Shown where the page has no entities. Default: as data.</summary>
    [Parameter]
    public RenderFragment? Empty { get; set; }

    private protected override SyncState<CollectionData<TEntity>?> State => StateOf(_entities)!;

    private protected override RenderFragment? Nothing => Empty;

    private protected override bool IsNothing(CollectionData<TEntity> data) => Empty is not null && data.Entries.Count == 0;

    private protected override Task RetryAsync() => _entities?.RetryAsync() ?? Task.CompletedTask;

    private protected override Task WhenSyncedAsync(CancellationToken cancellationToken) => _entities?.WhenSyncedAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    protected override void OnParametersSet() => Follow(ref _entities, Query, Model);
}
