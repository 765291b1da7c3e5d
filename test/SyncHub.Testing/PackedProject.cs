using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace SyncHub.Testing;

/// <summary>A project of <c>src</c>, packed as it was built for these tests.</summary>
public static class PackedProject
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    /// <summary>The elements of the package's nuspec.</summary>
    /// <param name="project">The project's folder in <c>src</c>.</param>
    public static async Task<IReadOnlyList<XElement>> ReadNuspecAsync(string project)
    {
        var output = Directory.CreateTempSubdirectory("synchub-pack").FullName;
        try
        {
            await PackAsync(WorkingTree.PathOf($"src/{project}"), output);
            await using var archive = await ZipFile.OpenReadAsync(Directory.GetFiles(output, "*.nupkg").Single());
            await using var nuspec = await archive.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).OpenAsync();
            return [.. XDocument.Load(nuspec).Descendants()];
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    private static async Task PackAsync(string project, string output)
    {
        var start = new ProcessStartInfo("dotnet", ["pack", project, "--no-build", "--no-restore", "-c", Configuration, "-o", output, "-p:IncludeSymbols=false", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The test host's own settings must not reach the SDK.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"Packing {project} ended with {process.ExitCode}: {await text}{await errors}");
        }
    }
}
