namespace SyncHub.Server.Windows;

/// <summary>How much a view holds.</summary>
internal sealed record ViewOptions
{
    /// <summary>Up to so many matches, a view holds its whole ordered set. Default 500.</summary>
    public int FullLimit { get; init; } = 500;

    /// <summary>
    /// How many touched rows a view remembers while it waits for a refill. Default 10,000. Beyond it forgets all and asks from the
    /// beginning, and its windows get snapshots.
    /// </summary>
    public int WaitingLimit { get; init; } = 10_000;
}
