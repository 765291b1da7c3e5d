using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client.Blazor.Tests.Rendering;
using SyncHub.Queries;

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
    public async Task Follow_TheSameInAnotherWording_KeepsTheVeryHandle()
    {
        await using var scene = await Scene.StartAsync();
        var handles = new List<object?>();
        for (var from = 0; from < 2; from++)
        {
            var id = from;
            await scene.Screen.ShowAsync(Markup.Component<OneList>(("Query", List(notes => notes.Where(note => note.Id > id && note.Board == "b1"))), ("Handles", handles)));
            await scene.Screen.ShowAsync(Markup.Component<OneList>(("Query", List(notes => notes.Where(note => "b1" == note.Board).Where(note => note.Id > id))), ("Handles", handles)));
        }

        Assert.Same(handles[0], handles[1]);
        Assert.NotSame(handles[1], handles[2]);
        Assert.Same(handles[2], handles[3]);
        Assert.DoesNotContain(null, handles);
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

    private static Func<QueryBuilder<Note>, QueryBuilder<Note>> List(Func<QueryBuilder<Note>, QueryBuilder<Note>> query) => query;

    private sealed class OneList : SyncComponentBase
    {
        private LiveCollection<Note>? _notes;

        [Parameter]
        public Func<QueryBuilder<Note>, QueryBuilder<Note>>? Query { get; set; }

        [Parameter]
        public List<object?> Handles { get; set; } = null!;

        protected override void OnParametersSet()
        {
            Follow(ref _notes, Query);
            Handles.Add(_notes);
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
