using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Client.Loop;
using SyncHub.Client.Subscriptions;
using SyncHub.Client.Transport;

namespace SyncHub.Client.Tests.Subscriptions;

public sealed class CallQueueTests
{
    /// <summary>A call of a connection that has been replaced ends late: the calls of the next one still leave one at a time.</summary>
    [Fact]
    public async Task OnSent_OfAnEarlierSession_ChangesNothing()
    {
        await using var loop = new SerialLoop(NullLogger.Instance);
        var refused = new List<SubscriptionError>();
        var queue = new CallQueue(loop, refused.Add, NullLogger.Instance);
        var (first, second) = (new HeldConnection(), new HeldConnection());
        await RunAsync(() =>
        {
            queue.Start(first.SessionOn(loop), null);
            queue.Add(Request("1"));
            queue.Send();
        });
        await first.Called.Task.Within();
        await RunAsync(() =>
        {
            queue.Stop();
            queue.Start(second.SessionOn(loop), null);
            queue.Add(Request("2"));
            queue.Send();
            queue.Add(Request("3"));
        });
        await second.Called.Task.Within();

        first.Answer.SetException(new IOException("late"));
        await first.Session!.Sending.Within();
        await RunAsync(queue.Send);
        Assert.Equal(1, second.Calls);
        Assert.Empty(refused);

        second.Answer.SetResult();
        await second.Session!.Sending.Within();
        await RunAsync(() => { });
        await second.Session.Sending.Within();
        Assert.Equal(2, second.Calls);

        Task RunAsync(Action work)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            loop.Post(() =>
            {
                work();
                done.SetResult();
            });
            return done.Task.Within();
        }
    }

    private static OutgoingRequest Request(string id) => OutgoingRequest.For(new SubscribeEntityRequest { RequestId = id, Model = "Note", Key = id });

    private sealed class HeldConnection : ISyncConnection, ISyncConnectionFactory
    {
        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Answer { get; } = new();

        public int Calls { get; private set; }

        public Session? Session { get; private set; }

        public Session SessionOn(SerialLoop loop) => Session = new Session(loop, this, (_, _) => { }, (_, _) => { });

        public ISyncConnection Create(ISyncConnectionSink sink) => this;

        public Task SubscribeAsync(SubscribeManyRequest request, CancellationToken cancellationToken)
        {
            Calls++;
            Called.TrySetResult();
            return Answer.Task;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task SendAsync(RawJson payload, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<AuthenticateResponse> AuthenticateAsync(AuthenticateRequest request, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<HelloResponse?> HelloAsync(HelloRequest request, CancellationToken cancellationToken) => Task.FromResult<HelloResponse?>(null);

        public Task UnsubscribeAsync(UnsubscribeRequest request, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
