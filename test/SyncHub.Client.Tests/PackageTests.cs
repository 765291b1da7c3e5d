using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace SyncHub.Client.Tests;

public sealed class PackageTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    /// <summary>A MAUI, WPF or WebAssembly client has no ASP.NET shared framework; the package must not ask for it.</summary>
    [Fact]
    public async Task Nuspec_OfTheClient_AsksForNoSharedFramework()
    {
        var output = Directory.CreateTempSubdirectory("synchub-pack").FullName;
        try
        {
            await PackAsync(output);
            var package = Assert.Single(Directory.GetFiles(output, "*.nupkg"));
            await using var archive = await ZipFile.OpenReadAsync(package);
            await using var nuspec = await Assert.Single(archive.Entries, entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).OpenAsync();
            var elements = XDocument.Load(nuspec).Descendants().ToList();

            Assert.DoesNotContain(elements, element => element.Name.LocalName is "frameworkReference" or "frameworkReferences");
            Assert.Equal(
                ["Microsoft.AspNetCore.SignalR.Client.Core", "SyncHub.Abstractions"],
                elements.Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).Order());
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    private static async Task PackAsync(string output)
    {
        var start = new ProcessStartInfo("dotnet", ["pack", Path.Combine(Repository.Root, "src", "SyncHub.Client"), "--no-build", "--no-restore", "-c", Configuration, "-o", output, "-p:IncludeSymbols=false", "-nodeReuse:false"])
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
        Assert.True(process.ExitCode == 0, await text + await errors);
    }
}
