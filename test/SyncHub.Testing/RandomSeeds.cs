using System.Globalization;

namespace SyncHub.Testing;

/// <summary>Seeds for tests of random runs, beyond those that are written down with them: a few every time, as many as wanted on demand.</summary>
public static class RandomSeeds
{
    /// <summary>
    /// So many seeds in a row: as many as <c>SYNCHUB_SEEDS</c> says, from <c>SYNCHUB_FIRST_SEED</c> on. Default: <paramref name="usual"/>, from 1,000 on.
    /// </summary>
    /// <param name="usual">How many where nobody says it.</param>
    public static IEnumerable<int> More(int usual) => Enumerable.Range(Read("SYNCHUB_FIRST_SEED", 1_000), Read("SYNCHUB_SEEDS", usual));

    private static int Read(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
