namespace SyncHub.Client.SignIn;

/// <summary>When a grant is renewed.</summary>
internal static class RenewalSchedule
{
    private const double Share = 0.8;

    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(30);

    // Beyond it no timer goes; a grant that lives longer is renewed sooner than it must be.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>
    /// The wait before a grant with this much life left is renewed: four fifths of it, and no less than 30 seconds before its end, unless
    /// that would be in its first half. Null for a grant that is over already: by this clock it always was, so the clocks disagree.
    /// </summary>
    public static TimeSpan? After(TimeSpan life)
    {
        if (life <= TimeSpan.Zero)
        {
            return null;
        }

        var beforeLead = life - Lead > life / 2 ? life - Lead : life / 2;
        var share = life * Share;
        var wait = share < beforeLead ? share : beforeLead;
        return wait < Longest ? wait : Longest;
    }

    /// <summary>The wait before a failed renewal is repeated: <paramref name="backoff"/>, or what is left of the grant; null when nothing is.</summary>
    public static TimeSpan? AfterFailure(TimeSpan life, TimeSpan backoff) =>
        life <= TimeSpan.Zero ? null : life < backoff ? life : backoff;
}
