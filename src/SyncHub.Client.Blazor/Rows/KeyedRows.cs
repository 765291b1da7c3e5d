using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace SyncHub.Client.Blazor;

/// <summary>
/// Renders one fragment for each row of a list, and anew only those rows whose entity is another object: SyncHub keeps the object of a row
/// that did not change. <c>&lt;KeyedRows Entries="@notes.Entries" Key="@(note => note.Id)" Context="note"&gt;…&lt;/KeyedRows&gt;</c>
/// </summary>
/// <typeparam name="TEntity">The rows' type; immutable, or at least not changed by the page.</typeparam>
public sealed class KeyedRows<TEntity> : ComponentBase
    where TEntity : class
{
    /// <summary>The rows, in order.</summary>
    [Parameter]
    [EditorRequired]
    public IReadOnlyList<TEntity> Entries { get; set; } = [];

    /// <summary>Tells rows apart, so that one that changes or moves keeps its elements, focus and all. Different for each row. Null for the entity itself.</summary>
    [Parameter]
    public Func<TEntity, object>? Key { get; set; }

    /// <summary>
    /// Whatever else the rows show, the selected key say; a tuple for more. Where it is not equal to the one before, all rows are rendered.
    /// Without it, a row does not notice what changes around it. Default: null.
    /// </summary>
    [Parameter]
    public object? DependsOn { get; set; }

    /// <summary>What a row looks like.</summary>
    [Parameter]
    [EditorRequired]
    public RenderFragment<TEntity>? ChildContent { get; set; }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        foreach (var entity in Entries)
        {
            builder.OpenComponent<KeyedRow<TEntity>>(0);
            builder.SetKey(Key?.Invoke(entity) ?? entity);
            builder.AddComponentParameter(1, nameof(KeyedRow<TEntity>.Entity), entity);
            builder.AddComponentParameter(2, nameof(KeyedRow<TEntity>.DependsOn), DependsOn);
            builder.AddComponentParameter(3, nameof(KeyedRow<TEntity>.ChildContent), ChildContent);
            builder.CloseComponent();
        }
    }
}
