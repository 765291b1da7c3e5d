using SyncHub.Server.Sessions;

namespace SyncHub.Server.Resolvers;

/// <summary>What a resolver's loop is asked to do. As many as sessions may ask and runs may end, and a wake-up at a time.</summary>
internal abstract record ResolverCommand
{
    /// <summary>The log may have moved.</summary>
    public sealed record Wake : ResolverCommand
    {
        public static readonly Wake Instance = new();
    }

    /// <summary>A session wants to be answered; the task completes when it has been, or waits with a group.</summary>
    public sealed record Join(ResolverJoin Wanted, TaskCompletionSource Taken) : ResolverCommand;

    /// <summary>A request is not to be answered any more.</summary>
    public sealed record Withdraw(Session Session, SubscribeRequest Request) : ResolverCommand;

    /// <summary>A session ends one subscription; the task completes when nothing of it will arrive any more.</summary>
    public sealed record Leave(Session Session, string SubscriptionId, TaskCompletionSource Done) : ResolverCommand;

    /// <summary>A session has ended and with it these subscriptions.</summary>
    public sealed record LeaveAll(Session Session, IReadOnlyList<Subscription> Subscriptions) : ResolverCommand;

    /// <summary>A run has come to its end.</summary>
    public sealed record Ran(ResolverGroup Group, ResolverRun Run, ResolverOutcome Outcome) : ResolverCommand;

    /// <summary>Time to repeat a failed run.</summary>
    public sealed record Retry(ResolverGroup Group) : ResolverCommand;
}
