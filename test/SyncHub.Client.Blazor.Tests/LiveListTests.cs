using SyncHub.Client.Blazor.Tests.Rendering;
using SyncHub.Queries;

namespace SyncHub.Client.Blazor.Tests;

public sealed class LiveListTests
{
    [Fact]
    public async Task Mounted_RowsChange_TheTextAndTheTotalFollow()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Screen.ShowAsync(List(notes => notes.OrderByDescending(note => note.Id).Take(2)));
        await Shows(scene, "3: n3 n2");
        await scene.Notes.AddAsync(new Note(4, "n4"));
        await Shows(scene, "4: n4 n3");
    }

    [Fact]
    public async Task Query_WrittenAnewAtEachRender_NothingIsSubscribedToAnew()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Screen.ShowAsync(List(notes => notes.Where(note => note.Board == "b1" && note.Id > 0).Take(9)));
        await Shows(scene, "3: n1 n2 n3");
        for (var i = 0; i < 5; i++)
        {
            var board = "b" + 1;
            await scene.Screen.ShowAsync(i % 2 == 0
                ? List(notes => notes.Where(note => note.Id > 0).Where(note => note.Board == board).Take(9))
                : List(notes => notes.Where(note => note.Board == board && 0 < note.Id).Take(9)));
            Assert.Equal("3: n1 n2 n3", scene.Screen.Text.Value);
        }

        await scene.Screen.ShowAsync(List(null));
        await Shows(scene, "3: n1 n2 n3");
        await scene.Subscriptions.Steps.WhenAsync(steps => steps.Count == 3 && steps.Sum() == 1);
        Assert.Equal(2, scene.Subscriptions.Begun);
    }

    [Fact]
    public async Task Query_CapturesAnotherValue_TheNewOneIsSubscribedToAndTheOldOneEnds()
    {
        await using var scene = await Scene.StartAsync();
        var from = 1;
        await scene.Screen.ShowAsync(List(notes => notes.Where(note => note.Id >= from)));
        await Shows(scene, "3: n1 n2 n3");
        from = 3;
        await scene.Screen.ShowAsync(List(notes => notes.Where(note => note.Id >= from)));
        await Shows(scene, "1: n3");
        await scene.Subscriptions.WhenActiveAsync(1);
        Assert.Equal(2, scene.Subscriptions.Begun);
    }

    [Fact]
    public async Task Query_CannotBeTranslated_TheRendererIsTold()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Screen.ShowAsync(List(notes => notes.Where(note => note.Text.GetHashCode() == 1)));
        var exceptions = await scene.Screen.Exceptions.WhenAsync(exceptions => !exceptions.IsEmpty);
        Assert.Equal(SyncErrorCodes.InvalidFilter, Assert.IsType<SyncException>(exceptions.First()).Error.Code);
    }

    [Fact]
    public async Task Empty_NoRows_IsShownInstead()
    {
        await using var scene = await Scene.StartAsync(notes: 0);
        await scene.Screen.ShowAsync(List(null));
        await Shows(scene, "0: ");
        await scene.Screen.ShowAsync(List(null, ("Empty", Markup.Text("none"))));
        Assert.Equal("none", scene.Screen.Text.Value);
        await scene.Notes.AddAsync(new Note(1, "n1"));
        await Shows(scene, "1: n1");
    }

    private static Microsoft.AspNetCore.Components.RenderFragment List(
        Func<QueryBuilder<Note>, QueryBuilder<Note>>? query, params (string Name, object? Value)[] more) => Markup.Component<LiveList<Note>>([
            ("Query", query),
            ("ChildContent", Markup.Text<CollectionData<Note>>(notes => $"{notes.Count}: {string.Join(' ', notes.Entries.Select(note => note.Text))}")),
            .. more]);

    private static Task Shows(Scene scene, string text) => scene.Screen.Text.WhenAsync(shown => shown == text);
}
