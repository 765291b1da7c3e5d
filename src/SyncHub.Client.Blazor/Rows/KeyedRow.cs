using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace SyncHub.Client.Blazor;

/// <summary>One row of <see cref="KeyedRows{TEntity}"/>. Its fragment is a new delegate at each render of the page, which says nothing; its entity does.</summary>
internal sealed class KeyedRow<TEntity> : ComponentBase
    where TEntity : class
{
    private bool _isOther;

    [Parameter]
    public TEntity? Entity { get; set; }

    [Parameter]
    public object? DependsOn { get; set; }

    [Parameter]
    public RenderFragment<TEntity>? ChildContent { get; set; }

    public override Task SetParametersAsync(ParameterView parameters)
    {
        _isOther = !ReferenceEquals(parameters.GetValueOrDefault<TEntity>(nameof(Entity)), Entity)
            || !Equals(parameters.GetValueOrDefault<object>(nameof(DependsOn)), DependsOn);
        return base.SetParametersAsync(parameters);
    }

    protected override bool ShouldRender() => _isOther;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (Entity is { } entity)
        {
            builder.AddContent(0, ChildContent, entity);
        }
    }
}
