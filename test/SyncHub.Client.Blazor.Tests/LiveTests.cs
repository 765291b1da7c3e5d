using Microsoft.AspNetCore.Components;
using SyncHub.Client.Blazor.Tests.Rendering;

namespace SyncHub.Client.Blazor.Tests;

public sealed class LiveTests
{
    [Fact]
    public async Task Mounted_EntityChangesAndGoes_TheTextFollows()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Screen.ShowAsync(Markup.LiveNote(1));
        await Shows(scene, "Synced:n1");

        await scene.Notes.PatchAsync(1, note => note with { Text = "other" });
        await Shows(scene, "Synced:other");
        await scene.Notes.RemoveAsync(1);
        await Shows(scene, "Synced:missing");
        await scene.Notes.AddAsync(new Note(1, "again"));
        await Shows(scene, "Synced:again");
    }

    [Fact]
    public async Task Key_Changes_TheNewOneIsSubscribedToAndTheOldOneEnds()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Screen.ShowAsync(Markup.LiveNote(1));
        await Shows(scene, "Synced:n1");

        await scene.Screen.ShowAsync(Markup.LiveNote(2));
        await Shows(scene, "Synced:n2");

        await scene.Subscriptions.WhenActiveAsync(1);
        Assert.Equal(2, scene.Subscriptions.Begun);
    }

    [Fact]
    public async Task Key_StaysWhileTheParentRenders_NothingIsSubscribedToAnew()
    {
        await using var scene = await Scene.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await scene.Screen.ShowAsync(Markup.LiveNote(1));
        }

        await Shows(scene, "Synced:n1");
        await scene.Screen.ShowAsync(Markup.LiveNote(1));
        await scene.Screen.ShowAsync(Markup.LiveNote(2));
        await Shows(scene, "Synced:n2");
        Assert.Equal(2, scene.Subscriptions.Begun);
    }

    [Fact]
    public async Task Key_BecomesNull_IsReleasedAndShowsAsConnecting()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Screen.ShowAsync(Markup.LiveNote(1));
        await Shows(scene, "Synced:n1");
        await scene.Screen.ShowAsync(Markup.LiveNote(null));
        Assert.Equal("Connecting:", scene.Screen.Text.Value);
        await scene.Subscriptions.WhenActiveAsync(0);
    }

    [Fact]
    public async Task Model_Changes_IsAnotherSubscription()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Screen.ShowAsync(Markup.LiveNote(1));
        await Shows(scene, "Synced:n1");
        await scene.Screen.ShowAsync(Markup.LiveNote(1, ("Model", "Nope")));
        await Shows(scene, "Error:");
        await scene.Subscriptions.WhenActiveAsync(0);
    }

    [Fact]
    public async Task Model_IsNamedAsItIsCalledAnyway_TheSubscriptionIsNotGivenUpInBetween()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Screen.ShowAsync(Markup.LiveNote(1));
        await Shows(scene, "Synced:n1");
        await scene.Screen.ShowAsync(Markup.LiveNote(1, ("Model", "Note")));
        Assert.Equal("Synced:n1", scene.Screen.Text.Value);
        await scene.Client.RetryAsync().Within();
        Assert.Equal([1], scene.Subscriptions.Steps.Value);
    }

    [Fact]
    public async Task Client_ChangesToAnother_MovesToIt()
    {
        await using var scene = await Scene.StartAsync();
        var other = scene.Server.CreateFactory();
        await using var client = new SyncClient(Testing.SyncHubTestServer.CreateBuilder(other));
        await scene.Screen.ShowAsync(Markup.LiveNote(1));
        await Shows(scene, "Synced:n1");
        await scene.Screen.ShowAsync(Markup.LiveNote(1, ("Client", client)));
        await scene.Screen.Text.WhenAsync(text => text == "Synced:n1" && other.Attempts == 1);
        await scene.Subscriptions.Steps.WhenAsync(steps => steps.Count == 3 && steps.Sum() == 1);
    }

    [Fact]
    public async Task Unmounted_SubscriptionEndsAndNothingIsRendered()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Screen.ShowAsync(Markup.LiveNote(1));
        await Shows(scene, "Synced:n1");
        await scene.Screen.ShowAsync(null);
        await scene.Subscriptions.WhenActiveAsync(0);
        Assert.Equal(string.Empty, scene.Screen.Text.Value);
        Assert.Empty(scene.Screen.Exceptions.Value);
    }

    [Fact]
    public async Task Unmounted_BeforeTheAnswerComes_NothingIsLeftBehind()
    {
        await using var scene = await Scene.StartAsync();
        for (var id = 1; id <= 20; id++)
        {
            await scene.Screen.ShowAsync(Markup.LiveNote(1 + (id % 3)));
            await scene.Screen.ShowAsync(null);
        }

        await scene.Screen.ShowAsync(Markup.LiveNote(99));
        await Shows(scene, "Synced:missing");
        await scene.Subscriptions.WhenActiveAsync(1);
        await scene.Screen.ShowAsync(null);
        await scene.Subscriptions.WhenActiveAsync(0);
        Assert.Empty(scene.Screen.Exceptions.Value);
    }

    [Fact]
    public async Task Changes_WhileTheDispatcherIsBusy_AreRenderedInOneGo()
    {
        await using var scene = await Scene.StartAsync();
        var renders = 0;
        await scene.Screen.ShowAsync(Markup.LiveNote(1, ("Status", Markup.Text<SyncState<Note?>>(_ => $"{Interlocked.Increment(ref renders)}:"))));
        await scene.Screen.Text.WhenAsync(text => text.EndsWith("n1", StringComparison.Ordinal));
        var before = renders;

        await using var observer = scene.Client.SubscribeEntity<Note>(1);
        await observer.WhenSyncedAsync().Within();
        scene.Screen.Held.Hold();
        for (var i = 1; i <= 20; i++)
        {
            await scene.Notes.PatchAsync(1, note => note with { Text = $"t{i}" });
        }

        await foreach (var state in observer.States())
        {
            if (state is SyncState<Note?>.Synced { Data.Text: "t20" })
            {
                break;
            }
        }

        await scene.Screen.Held.Waiting.WhenAsync(count => count == 1);
        scene.Screen.Held.Resume();
        await scene.Screen.Text.WhenAsync(text => text.EndsWith("t20", StringComparison.Ordinal));

        // A second one where the component's reader was not through with its states when the first began.
        Assert.InRange(renders - before, 1, 2);
    }

    [Fact]
    public async Task Connection_LostAndBack_GoesFromSyncedToCachedToSynced()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Screen.ShowAsync(Markup.LiveNote(1));
        await Shows(scene, "Synced:n1");
        scene.Connections.Refuses = true;
        scene.Connections.Link.Drop();
        await Shows(scene, "Cached:n1");
        scene.Connections.Refuses = false;
        await Shows(scene, "Synced:n1");
    }

    [Fact]
    public async Task Client_DisposedUnderTheComponent_TheLastDataStays()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Screen.ShowAsync(Markup.LiveNote(1));
        await Shows(scene, "Synced:n1");
        await scene.Client.DisposeAsync();
        await scene.Screen.ShowAsync(Markup.LiveNote(1));
        Assert.EndsWith("n1", scene.Screen.Text.Value, StringComparison.Ordinal);
        await scene.Screen.ShowAsync(null);
        Assert.Empty(scene.Screen.Exceptions.Value);
    }

    [Fact]
    public async Task Fragment_Throws_TheRendererIsTold()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Screen.ShowAsync(Markup.LiveNote(1, ("ChildContent", Markup.Text<Note>(_ => throw new InvalidOperationException("mine")))));
        var exceptions = await scene.Screen.Exceptions.WhenAsync(exceptions => !exceptions.IsEmpty);
        Assert.Equal("mine", exceptions.First().Message);
    }

    [Fact]
    public async Task Error_Retried_AsksAgain()
    {
        await using var scene = await Scene.StartAsync();
        Func<Task>? retry = null;
        await scene.Screen.ShowAsync(Markup.LiveNote(1, ("Model", "Nope"), ("Error", Markup.Text<LiveError<Note>>(error =>
        {
            retry = error.RetryAsync;
            return error.Reason.Code;
        }))));
        await Shows(scene, $"Error:{SyncErrorCodes.UnknownModel}");
        await retry!().Within();
        await Shows(scene, $"Error:{SyncErrorCodes.UnknownModel}");
    }

    private static Task Shows(Scene scene, string text) => scene.Screen.Text.WhenAsync(shown => shown == text);
}
