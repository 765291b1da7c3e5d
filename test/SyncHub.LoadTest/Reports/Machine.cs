using System.Runtime.InteropServices;
using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Reports;

/// <summary>What the figures were taken on: without it they compare to nothing.</summary>
internal static class Machine
{
#if DEBUG
    private const string Build = "**Debug build: the figures mean nothing**";
#else
    private const string Build = "Release build";
#endif

    public static string Describe(ServerEnvironment server) =>
        $"{Environment.ProcessorCount} cores, {Processor()}, {RuntimeInformation.OSDescription}; {server.Framework}, "
        + $"garbage collector of the server: {server.GarbageCollector}; {Build}; server and clients on this machine.";

    /// <summary>How busy the machine is with other things: beside a busy neighbour the figures are noise. Null where the system does not tell.</summary>
    public static string? LoadAverage()
    {
        const string LoadFile = "/proc/loadavg";
        return File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Split(' ')[0] : null;
    }

    private static string Processor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        var line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
