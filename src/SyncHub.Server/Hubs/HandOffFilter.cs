using Microsoft.AspNetCore.SignalR;
using SyncHub.Server.Fanout;

namespace SyncHub.Server.Hubs;

/// <summary>
/// SignalR writes an invocation's result past the outbox. So the result waits until what was queued for its caller before has been
/// handed over: a client sees the same order as with plain SignalR, and nothing of a subscription after its Unsubscribe completed.
/// </summary>
internal sealed class HandOffFilter(FanoutPump pump) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext).ConfigureAwait(false);
        }
        finally
        {
            await pump.HandOffAsync(invocationContext.Context.ConnectionId).ConfigureAwait(false);
        }
    }
}
