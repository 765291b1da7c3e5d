using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.Extensions.Logging.Abstractions;

namespace SyncHub.Client.Blazor.Tests.Rendering;

/// <summary>A renderer without a browser: one page, of which tests see the text.</summary>
internal sealed class Screen(IServiceProvider services, bool isInteractive = true) : Renderer(services, NullLoggerFactory.Instance)
{
    private readonly Page _page = new();
    private int? _pageId;

    public HoldableDispatcher Held { get; } = new();

    public override Dispatcher Dispatcher => Held;

    /// <summary>The text on the page.</summary>
    public Watched<string> Text { get; } = new(string.Empty);

    /// <summary>What components threw.</summary>
    public Watched<ConcurrentQueue<Exception>> Exceptions { get; } = new([]);

    protected override RendererInfo RendererInfo { get; } = new("Test", isInteractive);

    /// <summary>Renders the page with this content, as a parent that renders anew. Null takes everything off the page.</summary>
    public Task ShowAsync(RenderFragment? content) => Dispatcher.InvokeAsync(async () =>
    {
        _page.Content = content;
        if (_pageId is null)
        {
            _pageId = AssignRootComponentId(_page);
            await RenderRootComponentAsync(_pageId.Value);
        }
        else
        {
            _page.Render();
        }
    }).Within();

    protected override void HandleException(Exception exception) => Exceptions.Change(exceptions =>
    {
        exceptions.Enqueue(exception);
        return exceptions;
    });

    protected override Task UpdateDisplayAsync(in RenderBatch renderBatch)
    {
        var text = new StringBuilder();
        Write(text, _pageId!.Value);
        Text.Change(_ => text.ToString());
        return Task.CompletedTask;
    }

    private void Write(StringBuilder text, int componentId)
    {
        var frames = GetCurrentRenderTreeFrames(componentId);
        for (var index = 0; index < frames.Count; index++)
        {
            var frame = frames.Array[index];
            switch (frame.FrameType)
            {
                case RenderTreeFrameType.Text:
                    text.Append(frame.TextContent);
                    break;
                case RenderTreeFrameType.Component:
                    Write(text, frame.ComponentId);
                    break;
            }
        }
    }

    private sealed class Page : ComponentBase
    {
        public RenderFragment? Content { get; set; }

        public void Render() => StateHasChanged();

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) => builder.AddContent(0, Content);
    }
}
