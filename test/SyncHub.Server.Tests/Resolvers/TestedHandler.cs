using System.Threading.Channels;
using SyncHub.Server.Resolvers;

namespace SyncHub.Server.Tests.Resolvers;

/// <summary>A handler whose calls tests take and answer one by one, or that answers by itself.</summary>
internal sealed class TestedHandler
{
    private readonly Channel<HandlerCall> _calls = Channel.CreateUnbounded<HandlerCall>();
    private int _count;

    /// <summary>What a call is answered with at once; null to leave it to the test.</summary>
    public Func<HandlerCall, string[]>? Texts { get; set; }

    /// <summary>How many calls there were.</summary>
    public int Count => Volatile.Read(ref _count);

    public Task HandleAsync(string key, ResolverContext context, ResolverRows rows, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        var call = new HandlerCall(key, context, rows, cancellationToken);
        _calls.Writer.TryWrite(call);
        if (Texts is { } texts)
        {
            call.Answer(texts(call));
        }

        return call.Done;
    }

    public Task<HandlerCall> NextAsync() => _calls.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
}
