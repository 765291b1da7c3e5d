using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace SyncHub.Server.Cluster;

/// <summary>A call of another node's client whose result somebody here waits for. To a protocol it says what type that has.</summary>
internal abstract class AskedInvocation(string id) : IInvocationBinder
{
    private int _isHeardOf;

    public string Id => id;

    /// <summary>The client's node has spoken of it.</summary>
    public void Hear() => Volatile.Write(ref _isHeardOf, 1);

    /// <summary>Whether the client's node has spoken of it since this was last asked.</summary>
    public bool TakeHeard() => Interlocked.Exchange(ref _isHeardOf, 0) == 1;

    public abstract void Complete(CompletionMessage completion);

    public abstract void Fail(Exception exception);

    public abstract Type GetReturnType(string invocationId);

    public IReadOnlyList<Type> GetParameterTypes(string methodName) => throw NotAResult();

    public Type GetStreamItemType(string streamId) => throw NotAResult();

    private InvalidOperationException NotAResult() => new($"What came for invocation {id} is no result.");
}
