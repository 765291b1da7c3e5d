using System.Globalization;
using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>A server that one of its readers stalls.</summary>
/// <param name="Title">Its name in the table.</param>
/// <param name="Target">Which hub.</param>
/// <param name="Boundless">Whether its outboxes have no bound.</param>
internal sealed record StalledCase(string Title, Target Target, bool Boundless = false)
{
    // The documented limit: the default bound, or four times that while no write has been pending for a second yet.
    private const long HardCap = 4 * 1024 * 1024;

    public static IReadOnlyList<StalledCase> All { get; } =
    [
        new(Target.Bare.Title(), Target.Bare),
        new(Target.Sync.Title(), Target.Sync),
        new("SyncHub without the bound", Target.Sync, Boundless: true),
    ];

    /// <summary>Throws where SyncHub broke its word: a stalled reader's outbox is bounded, and it converges once it reads again.</summary>
    public void Check(StalledPhase stalled)
    {
        if (Target == Target.Bare)
        {
            return;
        }

        if (stalled.Woken.CaughtUp == 0)
        {
            throw new InvalidOperationException($"{Title}: the reader that had stalled {stalled.Outcome} instead of catching up.");
        }

        if (!Boundless && (stalled.Overflows == 0 || stalled.OutboxHeld > HardCap))
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{Title}: an outbox of {stalled.OutboxHeld:N0} bytes overflowed {stalled.Overflows} times; it should overflow, and hold at most {HardCap:N0} bytes."));
        }
    }
}
