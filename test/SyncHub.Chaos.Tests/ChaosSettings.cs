using System.Globalization;
using SyncHub.Chaos.Tests.Cluster;

namespace SyncHub.Chaos.Tests;

/// <summary>Which run it is. All of it but the timing of threads follows from the seed.</summary>
internal sealed record ChaosSettings(int Seed, TimeSpan Duration)
{
    private const int DefaultSeed = 7;

    /// <summary><c>SYNCHUB_CHAOS_SEED</c>, 7 by default, and <c>SYNCHUB_CHAOS_MINUTES</c>, 1 by default.</summary>
    public static ChaosSettings FromEnvironment() => new(
        (int)Read("SYNCHUB_CHAOS_SEED", DefaultSeed), TimeSpan.FromMinutes(Read("SYNCHUB_CHAOS_MINUTES", 1)));

    /// <summary>With every other seed Redis loses nothing, and the nodes trust it.</summary>
    public ClusterOptions Cluster { get; } = new() { RedisLosesNothing = Seed % 2 == 0 };

    private static double Read(string name, double byDefault) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : byDefault;
}
