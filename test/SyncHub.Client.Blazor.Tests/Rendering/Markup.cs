using Microsoft.AspNetCore.Components;

namespace SyncHub.Client.Blazor.Tests.Rendering;

/// <summary>Short ways to write what .razor files are compiled to.</summary>
internal static class Markup
{
    public static RenderFragment Text(string text) => builder => builder.AddContent(0, text);

    public static RenderFragment<T> Text<T>(Func<T, string> text) => value => builder => builder.AddContent(0, text(value));

    /// <summary>One component with these parameters.</summary>
    public static RenderFragment Component<TComponent>(params (string Name, object? Value)[] parameters)
        where TComponent : IComponent => builder =>
    {
        builder.OpenComponent<TComponent>(0);
        foreach (var (name, value) in parameters)
        {
            builder.AddComponentParameter(1, name, value);
        }

        builder.CloseComponent();
    };

    /// <summary>A live note: the name of its state and its text.</summary>
    public static RenderFragment LiveNote(SyncKey? key, params (string Name, object? Value)[] more) => Component<Live<Note>>([
        ("Key", key),
        ("Status", Text<SyncState<Note?>>(state => $"{state.GetType().Name}:")),
        ("ChildContent", Text<Note>(note => note.Text)),
        ("Missing", Text("missing")),
        .. more]);
}
