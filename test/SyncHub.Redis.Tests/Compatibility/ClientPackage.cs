using System.Diagnostics;

namespace SyncHub.Redis.Tests.Compatibility;

/// <summary>StackExchange.Redis in other versions than the one that is built with, downloaded by the ordinary client where that can be had.</summary>
internal static class ClientPackage
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The assemblies of a version, one for each framework that it is for; empty where it cannot be downloaded.</summary>
    public static IReadOnlyList<string> Find(string version)
    {
        var folder = Directory.CreateTempSubdirectory("synchub-client-");
        try
        {
            // Without its dependencies, some of which cannot be had everywhere.
            File.WriteAllText(
                Path.Combine(folder.FullName, "download.csproj"),
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework><RestorePackagesPath>packages</RestorePackagesPath></PropertyGroup>
                  <ItemGroup><PackageDownload Include="StackExchange.Redis" Version="[{version}]" /></ItemGroup>
                </Project>
                """);
            using var restore = Process.Start(new ProcessStartInfo("dotnet", ["restore", "-v:q", "--nologo", "--disable-build-servers"])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
            })!;
            if (!restore.WaitForExit(Patience) || restore.ExitCode != 0)
            {
                return [];
            }

            return [.. Directory.GetFiles(Path.Combine(folder.FullName, "packages"), "StackExchange.Redis.dll", SearchOption.AllDirectories).Select(Keep)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Keep(string path)
    {
        var kept = Path.GetTempFileName();
        File.Copy(path, kept, overwrite: true);
        return kept;
    }
}

/// <summary>A test that needs a version of the client; skipped, saying so, where that cannot be downloaded.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ClientFactAttribute : FactAttribute
{
    public ClientFactAttribute(string version)
    {
        Version = version;
        if (Downloads.GetOrAdd(version, key => new Lazy<IReadOnlyList<string>>(() => ClientPackage.Find(key))).Value.Count == 0)
        {
            Skip = $"StackExchange.Redis {version} cannot be downloaded here; what is used of it was compared with the list in StackExchangeRedisMembers.txt only.";
        }
    }

    public string Version { get; }

    private static System.Collections.Concurrent.ConcurrentDictionary<string, Lazy<IReadOnlyList<string>>> Downloads { get; } = new();

    public static IReadOnlyList<string> Assemblies(string version) => Downloads[version].Value;
}
