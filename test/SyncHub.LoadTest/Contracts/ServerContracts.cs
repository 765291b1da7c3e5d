namespace SyncHub.LoadTest.Contracts;

/// <summary>Asks the server to write, and to answer when all is written.</summary>
/// <param name="Target">Through which hub.</param>
/// <param name="Updates">How many updates.</param>
/// <param name="FirstKey">The index of the key written to.</param>
/// <param name="Keys">Updates go round this many keys.</param>
/// <param name="KeyStep">How far apart those keys are.</param>
/// <param name="PerTick">How many updates leave together.</param>
/// <param name="TickMilliseconds">The time between two ticks; 0 for a burst.</param>
/// <param name="TextLength">Characters of text that each update changes beside the timestamp.</param>
/// <param name="StampWhenDue">
/// Whether an update's timestamp is when it was due instead of when it was sent: a sender that is held up counts as late.
/// </param>
/// <param name="PaddingBytes">The bare hub only: bytes that its record takes up beside the values that both hubs send.</param>
internal sealed record PublishRequest(
    Target Target,
    int Updates,
    int FirstKey = 0,
    int Keys = 1,
    int KeyStep = 1,
    int PerTick = 1,
    double TickMilliseconds = 0,
    int TextLength = 0,
    bool StampWhenDue = false,
    int PaddingBytes = 0);

/// <summary>What came of writing.</summary>
/// <param name="Updates">How many updates were written.</param>
/// <param name="Started">When the first write began, as a timestamp of the machine's monotonic clock.</param>
/// <param name="Finished">When the last write was done.</param>
/// <param name="LongestMilliseconds">The longest single write.</param>
/// <param name="LastStamp">The timestamp that the last update carries.</param>
/// <param name="Before">The server's figures when the first write began.</param>
internal sealed record Publication(int Updates, long Started, long Finished, double LongestMilliseconds, long LastStamp, ServerStats Before);

/// <summary>Asks for entities with the keys from 0 on.</summary>
internal sealed record SeedRequest(Target Target, int Count);

/// <summary>The server process's own figures.</summary>
/// <param name="CpuMicroseconds">Processor time since the process started, all cores.</param>
/// <param name="AllocatedBytes">Managed bytes allocated since the process started.</param>
/// <param name="ManagedBytes">The managed heap; exact after a forced collection only, and then without the transport's pooled buffers.</param>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="Metrics">The instruments listened to, by name.</param>
internal sealed record ServerStats(
    double CpuMicroseconds, long AllocatedBytes, long ManagedBytes, long ResidentBytes, IReadOnlyDictionary<string, long> Metrics);

/// <summary>The server process's surroundings.</summary>
internal sealed record ServerEnvironment(string Framework, string GarbageCollector);
