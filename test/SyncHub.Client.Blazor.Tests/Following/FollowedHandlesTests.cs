using SyncHub.Client.Blazor.Following;

namespace SyncHub.Client.Blazor.Tests.Following;

public sealed class FollowedHandlesTests
{
    private readonly List<string> _log = [];
    private readonly Watched<int> _renders = new(0);
    private readonly Watched<Exception?> _reported = new(null);
    private readonly RenderRequests _requests;
    private readonly FollowedHandles _handles;

    public FollowedHandlesTests()
    {
        _requests = new RenderRequests(
            action =>
            {
                action();
                return Task.CompletedTask;
            },
            () => _renders.Change(count => count + 1),
            exception =>
            {
                _reported.Change(_ => exception);
                return Task.CompletedTask;
            });
        _handles = new FollowedHandles(_requests);
    }

    [Fact]
    public void Follow_TheSame_KeepsTheHandle()
    {
        var a = Follow(null, "a");
        Assert.Same(a, Follow(a, "a"));
        Assert.Equal(["+a"], _log);
    }

    [Fact]
    public void Follow_Another_ReleasesTheFirstWhenTheNewOneIsThere()
    {
        var a = Follow(null, "a");
        Assert.NotSame(a, Follow(a, "b"));
        Assert.Equal(["+a", "+b", "-a"], _log);
    }

    [Fact]
    public void Follow_SubscribingThrows_KeepsTheFirst()
    {
        var a = Follow(null, "a");
        Assert.Throws<InvalidOperationException>(() => _handles.Follow<FakeHandle>(a, "b", () => throw new InvalidOperationException(), handle => handle.States()));
        Assert.Same(a, Follow(a, "a"));
        Assert.Equal(["+a"], _log);
    }

    [Fact]
    public void Follow_ComponentGoesWhileItSubscribes_TheNewHandleIsReleased()
    {
        var a = Follow(null, "a");
        var left = _handles.Follow(
            a,
            "b",
            () =>
            {
                Assert.True(_handles.EndAsync().IsCompletedSuccessfully);
                return new FakeHandle("b", _log);
            },
            handle => handle.States());
        Assert.Same(a, left);
        Assert.Equal(["+a", "-a", "+b", "-b"], _log);
    }

    [Fact]
    public async Task Follow_AfterTheEnd_SubscribesToNothing()
    {
        await _handles.EndAsync();
        Assert.Null(Follow(null, "a"));
        Assert.Empty(_log);
    }

    [Fact]
    public async Task End_Twice_ReleasesEachHandleOnce()
    {
        Follow(null, "a");
        Follow(null, "b");
        await _handles.EndAsync();
        await _handles.EndAsync();
        Assert.Equal(["+a", "+b", "-a", "-b"], _log.Order(StringComparer.Ordinal).OrderBy(step => step[0] == '-'));
    }

    [Fact]
    public void Release_AHandleOfSomebodyElse_LeavesItAlone()
    {
        var foreign = new FakeHandle("x", _log);
        _handles.Release(foreign);
        Follow(foreign, "a");
        Assert.Equal(["+x", "+a"], _log);
    }

    [Fact]
    public async Task Watch_AStateAfterThePresentOne_AsksForOneRender()
    {
        var a = Follow(null, "a")!;
        await a.Read.WhenAsync(count => count == 1);
        Assert.Equal(0, _renders.Value);

        a.Show("next");
        await _renders.WhenAsync(count => count == 1);
    }

    [Fact]
    public async Task Watch_ManyStatesAtOnce_AsksForOneRenderAfterTheLast()
    {
        var a = new FakeHandle("a", _log);
        for (var i = 0; i < 10; i++)
        {
            a.Show(i);
        }

        _handles.Follow(null, "a", () => a, handle => handle.States());
        await _renders.WhenAsync(count => count > 0);

        Assert.Equal((11, 1), (a.Read.Value, _renders.Value));
    }

    [Fact]
    public async Task Watch_StatesOfAHandleThatWasReplaced_AskForNothing()
    {
        var a = Follow(null, "a")!;
        var b = Follow(a, "b")!;
        a.Show("late");
        await a.Read.WhenAsync(count => count == 2);
        b.Show("next");
        await _renders.WhenAsync(count => count == 1);
        Assert.Equal(1, _renders.Value);
    }

    [Fact]
    public async Task Watch_StatesThrow_TheRendererIsTold()
    {
        var a = Follow(null, "a")!;
        a.Fail(new InvalidOperationException("broken"));
        Assert.Equal("broken", (await _reported.WhenAsync(exception => exception is not null))!.Message);
    }

    private FakeHandle? Follow(FakeHandle? present, string name) =>
        _handles.Follow(present, name, () => new FakeHandle(name, _log), handle => handle.States());
}
