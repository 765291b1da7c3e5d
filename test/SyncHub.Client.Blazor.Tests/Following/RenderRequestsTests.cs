using SyncHub.Client.Blazor.Following;

namespace SyncHub.Client.Blazor.Tests.Following;

public sealed class RenderRequestsTests
{
    private readonly Queue<Action> _dispatched = [];
    private readonly List<Exception> _reported = [];
    private Action? _onRender;
    private Exception? _refusal;
    private int _renders;

    [Fact]
    public void Request_ManyBeforeTheDispatcherIsFree_RendersOnce()
    {
        var requests = Create();
        for (var i = 0; i < 10; i++)
        {
            requests.Request();
        }

        RunAll();
        Assert.Equal(1, _renders);
        requests.Request();
        RunAll();
        Assert.Equal(2, _renders);
    }

    [Fact]
    public void Request_WhileRendering_RendersOnceMore()
    {
        var requests = Create();
        _onRender = () =>
        {
            _onRender = null;
            requests.Request();
            requests.Request();
        };

        requests.Request();
        RunAll();

        Assert.Equal(2, _renders);
    }

    [Fact]
    public void End_WhileARenderWaits_NothingIsRendered()
    {
        var requests = Create();
        requests.Request();
        requests.End();
        RunAll();
        requests.Request();
        RunAll();
        Assert.Equal(0, _renders);
        Assert.Empty(_dispatched);
    }

    [Fact]
    public void Request_RenderingThrows_IsReportedAndTheNextOneRenders()
    {
        var requests = Create(runAtOnce: true);
        _onRender = () => throw new InvalidOperationException("broken");
        requests.Request();
        Assert.Equal("broken", Assert.Single(_reported).Message);

        _onRender = null;
        requests.Request();
        Assert.Equal(2, _renders);
    }

    [Fact]
    public void Request_DispatcherRefuses_IsReportedAndTheNextOneRenders()
    {
        var requests = Create();
        _refusal = new InvalidOperationException("busy");
        requests.Request();
        Assert.Equal("busy", Assert.Single(_reported).Message);

        _refusal = null;
        requests.Request();
        RunAll();
        Assert.Equal(1, _renders);
    }

    [Fact]
    public void Request_DispatcherRefusesAfterTheEnd_NobodyIsTold()
    {
        RenderRequests? requests = null;
        requests = new RenderRequests(
            _ =>
            {
                requests!.End();
                throw new InvalidOperationException("gone");
            },
            () => { },
            Report);
        requests.Request();
        Assert.Empty(_reported);
    }

    [Fact]
    public async Task Report_RendererThrows_IsContained()
    {
        var requests = new RenderRequests(_ => Task.CompletedTask, () => { }, _ => throw new InvalidOperationException("gone"));
        await requests.ReportAsync(new InvalidOperationException("broken")).Within();
    }

    private RenderRequests Create(bool runAtOnce = false) => new(
        action =>
        {
            if (_refusal is not null)
            {
                throw _refusal;
            }

            if (runAtOnce)
            {
                action();
            }
            else
            {
                _dispatched.Enqueue(action);
            }

            return Task.CompletedTask;
        },
        () =>
        {
            _renders++;
            _onRender?.Invoke();
        },
        Report);

    private Task Report(Exception exception)
    {
        _reported.Add(exception);
        return Task.CompletedTask;
    }

    private void RunAll()
    {
        while (_dispatched.TryDequeue(out var action))
        {
            action();
        }
    }
}
