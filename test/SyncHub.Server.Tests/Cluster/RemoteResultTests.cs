using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Cluster;

/// <summary>Results of clients that another node serves.</summary>
public sealed class RemoteResultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PendingInterval = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Invoke_ClientAnswers_IsWhatItReturned()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        var client = clients["b1"].Bare.Connection;
        client.On<int, int>("Double", number => number * 2);
        client.On<string?, Point?>("Locate", name => name is null ? null : new Point(name, [1, 2]));
        var proxy = TwoNodes.HubOf(nodes.A).Clients.Client(clients["b1"].Id);

        var doubled = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => proxy.InvokeAsync<int>("Double", n, CancellationToken.None))).WaitAsync(Patience);
        var point = await proxy.InvokeAsync<Point?>("Locate", "here", CancellationToken.None).WaitAsync(Patience);
        var none = await proxy.InvokeAsync<Point?>("Locate", null, CancellationToken.None).WaitAsync(Patience);

        Assert.Equal(Enumerable.Range(0, 100).Select(n => 2 * n), doubled);
        Assert.Equal(("here", 2), (point!.Name, point.At[1]));
        Assert.Null(none);
    }

    [Fact]
    public async Task Invoke_ClientFailsOrReturnsSomethingElse_IsAHubException()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        var client = clients["b1"].Bare.Connection;
        client.On("Fail", new Func<int, int>(_ => throw new InvalidOperationException("no way")));
        client.On<int, string>("Text", _ => "text");
        var proxy = TwoNodes.HubOf(nodes.A).Clients.Client(clients["b1"].Id);

        var failed = await Assert.ThrowsAsync<HubException>(() => proxy.InvokeAsync<int>("Fail", 1, CancellationToken.None).WaitAsync(Patience));
        var unread = await Assert.ThrowsAsync<HubException>(() => proxy.InvokeAsync<int>("Text", 1, CancellationToken.None).WaitAsync(Patience));

        Assert.Contains("no way", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Int32", unread.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_BetweenSends_KeepsItsPlace()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        clients["b1"].Bare.Connection.On<string, int>("Ask", _ => 0);
        var proxy = TwoNodes.HubOf(nodes.A).Clients.Client(clients["b1"].Id);
        var pending = new List<Task>();

        for (var n = 0; n < 300; n++)
        {
            pending.Add(proxy.SendAsync("Said", $"{n}"));
            pending.Add(proxy.InvokeAsync<int>("Ask", $"{n}", CancellationToken.None));
        }

        await Task.WhenAll(pending).WaitAsync(Patience);
        Assert.Equal(
            Enumerable.Range(0, 300).SelectMany(n => new[] { $"call {n}", $"call {n}" }),
            clients["b1"].Wire.Where(line => line.StartsWith("call", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Invoke_ConnectionEndsWithoutAnAnswer_SaysSo()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        var asked = AskOf(clients, "b1", new TaskCompletionSource<int>().Task);

        var result = TwoNodes.HubOf(nodes.A).Clients.Client(clients["b1"].Id).InvokeAsync<int>("Ask", 1, CancellationToken.None);
        await asked.WaitAsync(Patience);
        clients["b1"].Bare.Factory.Link.Drop();

        var exception = await Assert.ThrowsAsync<IOException>(() => result.WaitAsync(Patience));
        Assert.Contains("has ended", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_CallerGivesUp_TheAnswerGoesNowhere()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        var answer = new TaskCompletionSource<int>();
        var asked = AskOf(clients, "b1", answer.Task);
        using var gaveUp = new CancellationTokenSource();

        var result = TwoNodes.HubOf(nodes.A).Clients.Client(clients["b1"].Id).InvokeAsync<int>("Ask", 1, gaveUp.Token);
        await asked.WaitAsync(Patience);
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => result.WaitAsync(Patience));
        await nodes.SettleAsync();
        var published = nodes.BusOfB.Published;
        answer.SetResult(1);
        await clients["b1"].AllAsync();

        Assert.Equal(published, nodes.BusOfB.Published);
    }

    [Fact]
    public async Task Invoke_AnotherClientAnswersForIt_IsNotHeard()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var clients = await Clients.ConnectAsync(nodes);
        var answer = new TaskCompletionSource<int>();
        var asked = AskOf(clients, "b1", answer.Task);

        var result = TwoNodes.HubOf(nodes.A).Clients.Client(clients["b1"].Id).InvokeAsync<int>("Ask", 1, CancellationToken.None);
        await asked.WaitAsync(Patience);
        await clients["b0"].Bare.Factory.Link.Client.Transport.Output.WriteAsync(
            Encoding.UTF8.GetBytes("""{"type":3,"invocationId":"a:1","result":666}""" + '\x1e'));
        await clients["b0"].AllAsync();
        await nodes.SettleAsync();
        Assert.False(result.IsCompleted);
        answer.SetResult(7);

        Assert.Equal(7, await result.WaitAsync(Patience));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Invoke_ClientTakesItsTime_WaitsForAsLongAsItsNodeIsThere(bool isThere)
    {
        var time = new ManualTimeProvider();
        await using var nodes = await TwoNodes.StartAsync(time: time);
        await using var clients = await Clients.ConnectAsync(nodes);
        var answer = new TaskCompletionSource<int>();
        var asked = AskOf(clients, "b1", answer.Task);

        var result = TwoNodes.HubOf(nodes.A).Clients.Client(clients["b1"].Id).InvokeAsync<int>("Ask", 1, CancellationToken.None);
        await asked.WaitAsync(Patience);
        await nodes.SettleAsync();
        nodes.BusOfB.IsAway = !isThere;
        for (var turn = 0; turn < 12 && !result.IsCompleted; turn++)
        {
            if (turn % 3 == 0)
            {
                await Task.WhenAny(result, time.WhenTimerArmedAsync(left => left == AnswerTime)).WaitAsync(Patience);
            }

            time.Advance(PendingInterval);
            await nodes.SettleAsync();
        }

        if (isThere)
        {
            Assert.False(result.IsCompleted);
            answer.SetResult(7);
            Assert.Equal(7, await result.WaitAsync(Patience));
        }
        else
        {
            await Assert.ThrowsAsync<IOException>(() => result.WaitAsync(Patience));
        }
    }

    [Fact]
    public async Task Invoke_NobodyHasTheConnection_SaysSoAfterTheTime()
    {
        var time = new ManualTimeProvider();
        await using var nodes = await TwoNodes.StartAsync(time: time);

        var result = TwoNodes.HubOf(nodes.A).Clients.Client("nobody").InvokeAsync<int>("Ask", 1, CancellationToken.None);
        await time.WhenTimerArmedAsync(left => left == AnswerTime).WaitAsync(Patience);
        time.Advance(AnswerTime);

        var exception = await Assert.ThrowsAsync<IOException>(() => result.WaitAsync(Patience));
        Assert.Contains("'nobody'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_BusIsAway_SaysSoAtOnce()
    {
        await using var nodes = await TwoNodes.StartAsync(time: new ManualTimeProvider());
        nodes.BusOfA.IsAway = true;

        var exception = await Assert.ThrowsAsync<IOException>(
            () => TwoNodes.HubOf(nodes.A).Clients.Client("nobody").InvokeAsync<int>("Ask", 1, CancellationToken.None).WaitAsync(Patience));

        Assert.Contains("bus is away", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Has a client answer "Ask" with a task's result; completes when it has been asked.</summary>
    private static Task AskOf(Clients clients, string name, Task<int> answer)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        clients[name].Bare.Connection.On<int, int>("Ask", _ =>
        {
            asked.TrySetResult();
            return answer;
        });
        return asked.Task;
    }

    private sealed record Point(string Name, int[] At);
}
