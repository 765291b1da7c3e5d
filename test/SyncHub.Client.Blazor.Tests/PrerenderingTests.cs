using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client.Blazor.Tests.Rendering;
using SyncHub.Testing;

namespace SyncHub.Client.Blazor.Tests;

public sealed class PrerenderingTests
{
    // Stands still unless a test moves it, so that patience lasts however slow the machine is.
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Static_ByDefault_NothingConnects()
    {
        await using var scene = await StartAsync();
        await scene.Prerendering().ShowAsync(Markup.LiveNote(1));
        Assert.Equal("Connecting:", scene.Screen.Text.Value);
        Assert.Equal(SyncConnectionState.Idle, scene.Client.ConnectionState);
        Assert.Equal(0, scene.Connections.Attempts);
    }

    [Fact]
    public async Task Static_Prerender_TheFirstRenderingHasTheData()
    {
        await using var scene = await StartAsync();
        await scene.Prerendering().ShowAsync(Markup.LiveNote(1, ("Prerender", true)));
        Assert.Equal("Synced:n1", scene.Screen.Text.Value);
    }

    [Fact]
    public async Task Static_PrerenderOfWhatIsRefused_TheFirstRenderingHasTheError()
    {
        await using var scene = await StartAsync();
        await scene.Prerendering().ShowAsync(Markup.LiveNote(1, ("Prerender", true), ("Model", "Nope")));
        Assert.Equal("Error:", scene.Screen.Text.Value);
        Assert.Empty(scene.Screen.Exceptions.Value);
    }

    [Fact]
    public async Task Static_PrerenderWithoutServer_IsSentWhenThePatienceEnds()
    {
        var patience = TimeSpan.FromSeconds(7);
        await using var scene = await StartAsync();
        scene.Connections.Refuses = true;

        var shown = scene.Prerendering().ShowAsync(Markup.LiveNote(1, ("Prerender", true), ("PrerenderPatience", patience)));
        await _time.WhenTimerArmedAsync(patience).Within();
        Assert.False(shown.IsCompleted);
        _time.Advance(patience);
        await shown.Within();

        Assert.Equal("Connecting:", scene.Screen.Text.Value);
        Assert.Empty(scene.Screen.Exceptions.Value);
    }

    [Fact]
    public async Task Interactive_Prerender_DoesNotWait()
    {
        await using var scene = await StartAsync();
        scene.Connections.Refuses = true;
        await scene.Screen.ShowAsync(Markup.LiveNote(1, ("Prerender", true)));
        Assert.Equal("Connecting:", scene.Screen.Text.Value);
    }

    private Task<Scene> StartAsync() => Scene.StartAsync(services: services => services.AddSingleton<TimeProvider>(_time));
}
