using SyncHub.Protocol;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Errors;

namespace SyncHub.Server.Sessions;

/// <summary>How often one connection may ask, and which limits it has reached. Safe for concurrent use.</summary>
internal sealed class SessionRates(string connectionId, SyncHubLimits limits, LimitReports reports, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _reached = new(StringComparer.Ordinal);
    private readonly RateBudget _requests = new(limits.SubscribeBurst, limits.SubscribesPerSecond, time);
    private readonly RateBudget _signIns = new(limits.SignInBurst, limits.SignInsPerMinute / 60d, time);

    /// <summary>Takes up an attempt to subscribe; returns why not.</summary>
    public SyncError? TrySubscribe(string method) => TryTake(_requests, "subscribe-rate", method);

    /// <summary>Takes up an attempt to sign in; returns why not.</summary>
    public SyncError? TrySignIn() => TryTake(_signIns, "sign-in-rate", HubMethods.Authenticate);

    /// <summary>A limit is reached. In the log once per connection and limit: a flood does not become one there.</summary>
    public SyncError Reached(string limit, SyncError error)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = _reached.Add(limit);
        }

        reports.Refused(limit, connectionId, isFirst);
        return error;
    }

    private SyncError? TryTake(RateBudget budget, string limit, string method)
    {
        TimeSpan? wait;
        lock (_gate)
        {
            wait = budget.TryTake();
        }

        return wait is { } time ? Reached(limit, SyncErrors.TooFast(method, time)) : null;
    }
}
