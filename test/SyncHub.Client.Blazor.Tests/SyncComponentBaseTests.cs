using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client.Blazor.Tests.Rendering;

namespace SyncHub.Client.Blazor.Tests;

public sealed class SyncComponentBaseTests
{
    [Fact]
    public async Task Follow_EntityAndCollection_BothRender()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Screen.ShowAsync(Markup.Component<TwoHandles>(("Id", 2)));
        await scene.Screen.Text.WhenAsync(text => text == "n2 of 3");
        await scene.Notes.AddAsync(new Note(4, "n4"));
        await scene.Screen.Text.WhenAsync(text => text == "n2 of 4");
        await scene.Screen.ShowAsync(Markup.Component<TwoHandles>(("Id", 4)));
        await scene.Screen.Text.WhenAsync(text => text == "n4 of 4");
        await scene.Screen.ShowAsync(null);
        await scene.Subscriptions.WhenActiveAsync(0);
        Assert.Equal(3, scene.Subscriptions.Begun);
    }

    [Fact]
    public async Task Follow_AfterTheComponentHasLeftThePage_SubscribesToNothing()
    {
        await using var scene = await Scene.StartAsync();
        var late = new Late.Gate();
        await scene.Screen.ShowAsync(null); // The first rendering of a page waits for all that is in it.
        await scene.Screen.ShowAsync(Markup.Component<Late>(("Opens", late)));
        await scene.Screen.ShowAsync(null);
        late.Open.SetResult();
        await late.Followed.Task.Within();

        Assert.Equal(SyncConnectionState.Idle, scene.Client.ConnectionState);
        Assert.Empty(scene.Screen.Exceptions.Value);
    }

    [Fact]
    public async Task Dispose_DerivedIsDisposableToo_BothAreReleased()
    {
        await using var scene = await Scene.StartAsync();
        var disposals = new List<string>();
        await scene.Screen.ShowAsync(Markup.Component<Disposed>(("Log", disposals)));
        await scene.Subscriptions.WhenActiveAsync(1);
        await scene.Screen.ShowAsync(null);
        await scene.Subscriptions.WhenActiveAsync(0);
        Assert.Equal(["core", "dispose"], disposals);
    }

    [Fact]
    public async Task Client_Cascaded_IsPreferredToTheRegisteredOne()
    {
        await using var scene = await Scene.StartAsync();
        var factory = scene.Server.CreateFactory();
        await using var client = new SyncClient(Testing.SyncHubTestServer.CreateBuilder(factory));
        await scene.Screen.ShowAsync(Markup.Component<CascadingValue<SyncClient>>(("Value", client), ("ChildContent", Markup.LiveNote(1))));
        await scene.Screen.Text.WhenAsync(text => text == "Synced:n1");
        Assert.Equal((1, 0), (factory.Attempts, scene.Connections.Attempts));
    }

    [Fact]
    public async Task Client_NoneThere_TheErrorSaysHowToRegisterOne()
    {
        var screen = new Screen(new ServiceCollection().BuildServiceProvider());
        await using (screen)
        {
            await screen.ShowAsync(Markup.LiveNote(1));
            var exception = Assert.IsType<InvalidOperationException>(Assert.Single(screen.Exceptions.Value));
            Assert.Contains("has no SyncClient. Register one", exception.Message, StringComparison.Ordinal);
        }
    }

    private sealed class TwoHandles : SyncComponentBase
    {
        private LiveEntity<Note>? _note;
        private LiveCollection<Note>? _all;

        [Parameter]
        public int Id { get; set; }

        protected override void OnParametersSet()
        {
            Follow(ref _note, Id);
            Follow(ref _all, notes => notes.Take(1));
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) =>
            builder.AddContent(0, $"{_note?.DataOrDefault?.Text} of {_all?.DataOrDefault?.Count}");
    }

    private sealed class Late : SyncComponentBase
    {
        private LiveEntity<Note>? _note;

        [Parameter]
        public Gate Opens { get; set; } = null!;

        protected override async Task OnInitializedAsync()
        {
            await Opens.Open.Task;
            Follow(ref _note, 1);
            Opens.Followed.SetResult();
        }

        public sealed class Gate
        {
            public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

            public TaskCompletionSource Followed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private sealed class Disposed : SyncComponentBase, IDisposable
    {
        private LiveEntity<Note>? _note;

        [Parameter]
        public List<string> Log { get; set; } = null!;

        public void Dispose() => Log.Add("dispose");

        protected override void OnInitialized() => Follow(ref _note, 1);

        protected override ValueTask DisposeAsyncCore()
        {
            Log.Add("core");
            return base.DisposeAsyncCore();
        }
    }
}
