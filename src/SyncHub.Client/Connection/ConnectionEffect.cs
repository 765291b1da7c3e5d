using System.Collections.Immutable;

namespace SyncHub.Client.Connection;

/// <summary>What the outside has to do after a transition, in order.</summary>
internal abstract record ConnectionEffect
{
    private ConnectionEffect()
    {
    }

    public sealed record Open : ConnectionEffect;

    public sealed record Close : ConnectionEffect;

    /// <summary>Wait before the next attempt: as long as the server said, else by how far the backoff has grown.</summary>
    public sealed record StartDelay(int Attempt, int Backoff, TimeSpan? After, SyncError Reason) : ConnectionEffect;

    public sealed record StopDelay : ConnectionEffect;

    public sealed record TellConnected : ConnectionEffect;

    public sealed record TellDisconnected(SyncError Reason) : ConnectionEffect;

    public sealed record TellGivenUp(SyncError Reason) : ConnectionEffect;
}

/// <summary>The next state and what follows from it.</summary>
internal readonly record struct ConnectionTransition(ConnectionState State, ImmutableArray<ConnectionEffect> Effects)
{
    public static ConnectionTransition To(ConnectionState state, params ReadOnlySpan<ConnectionEffect> effects) => new(state, [.. effects]);
}
