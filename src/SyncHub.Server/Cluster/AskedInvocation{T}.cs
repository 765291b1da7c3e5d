using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace SyncHub.Server.Cluster;

/// <inheritdoc/>
internal sealed class AskedInvocation<T>(string id) : AskedInvocation(id)
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Result => _result.Task;

    public override void Complete(CompletionMessage completion)
    {
        if (completion.HasResult)
        {
            _result.TrySetResult((T)completion.Result!);
        }
        else
        {
            _result.TrySetException(new HubException(completion.Error));
        }
    }

    public override void Fail(Exception exception) => _result.TrySetException(exception);

    public override Type GetReturnType(string invocationId) => typeof(T);
}
