using System.Text.Json;
using SyncHub.Json;

namespace SyncHub.Server;

/// <summary>Settings of a SyncHub server. Checked when the application starts; all problems are reported at once.</summary>
public sealed class SyncHubOptions
{
    // What a timer takes.
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(49);

    // AfterMs travels as a 32-bit number.
    private static readonly TimeSpan LongestSpread = TimeSpan.FromDays(24);

    /// <summary>What one client may ask of the server.</summary>
    public SyncHubLimits Limits { get; } = new();

    /// <summary>How often quiet subscriptions are told a fresh position, where the log has moved. Default 10 s.</summary>
    public TimeSpan PositionInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a write to a connection may be pending before the connection counts as one that does not read. Also the longest that
    /// the fan-out is held when most recipients lag. Default 1 s.
    /// </summary>
    public TimeSpan SlowWrite { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a data source may take to answer a read before the read counts as failed. Default 10 s.</summary>
    public TimeSpan SourceTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a live query is kept up to date after its last follower has left, so that who comes back soon gets only what changed.
    /// Zero for not at all. Default 30 s.
    /// </summary>
    public TimeSpan IdleQuery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Up to how many matches a live query holds its whole ordered result, as keys and places; of a larger one it holds its pages and as many
    /// rows again, and asks the source when these run out. Default 500.
    /// </summary>
    public int FullResult { get; set; } = 500;

    /// <summary>
    /// A page whose <c>skip</c> and <c>top</c> add up to more than this is read again when a change may concern it, rather than held along
    /// with all rows before it. Default 2,000.
    /// </summary>
    public int DeepPage { get; set; } = 2_000;

    /// <summary>
    /// Whether nobody gets anything before having signed in: with a token at the connection, or with a secret on it. A connection on which
    /// nobody does within <see cref="SyncHubLimits.SignInTime"/> is closed. By default what is open to everybody is open without it.
    /// </summary>
    public bool RequireSignIn { get; set; }

    /// <summary>When the server stops, its clients are told to come back spread over this time. Default 5 s.</summary>
    public TimeSpan DrainSpread { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How entity bodies are written: SyncHub's own options, not the application's. See <see cref="EntityJson.CreateOptions()"/>.</summary>
    public JsonSerializerOptions Serializer { get; set; } = EntityJson.CreateOptions();

    internal IEnumerable<string> Problems()
    {
        if (PositionInterval <= TimeSpan.Zero || PositionInterval > LongestTime)
        {
            yield return $"PositionInterval is {PositionInterval}; set it to a positive time of at most 49 days.";
        }

        if (SlowWrite <= TimeSpan.Zero || SlowWrite > LongestTime)
        {
            yield return $"SlowWrite is {SlowWrite}; set it to a positive time of at most 49 days.";
        }

        if (SourceTimeout <= TimeSpan.Zero || SourceTimeout > LongestTime)
        {
            yield return $"SourceTimeout is {SourceTimeout}; set it to a positive time of at most 49 days.";
        }

        if (IdleQuery < TimeSpan.Zero)
        {
            yield return $"IdleQuery is {IdleQuery}; set it to zero or a positive time.";
        }

        if (FullResult < 0)
        {
            yield return $"FullResult is {FullResult}; set it to 0 or more.";
        }

        if (DeepPage < 0)
        {
            yield return $"DeepPage is {DeepPage}; set it to 0 or more.";
        }

        foreach (var problem in Limits.Problems())
        {
            yield return problem;
        }

        if (DrainSpread < TimeSpan.Zero || DrainSpread > LongestSpread)
        {
            yield return $"DrainSpread is {DrainSpread}; set it to zero or a positive time of at most 24 days.";
        }

        if (Serializer is null)
        {
            yield return "Serializer is null; leave the default or set options made by EntityJson.CreateOptions.";
        }
    }
}
