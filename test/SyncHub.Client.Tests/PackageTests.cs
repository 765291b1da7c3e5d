using SyncHub.Testing;

namespace SyncHub.Client.Tests;

public sealed class PackageTests
{
    /// <summary>A MAUI, WPF or WebAssembly client has no ASP.NET shared framework; the package must not ask for it.</summary>
    [Fact]
    public async Task Nuspec_OfTheClient_AsksForNoSharedFramework()
    {
        var elements = await PackedProject.ReadNuspecAsync("SyncHub.Client");

        Assert.DoesNotContain(elements, element => element.Name.LocalName is "frameworkReference" or "frameworkReferences");
        Assert.Equal(
            ["Microsoft.AspNetCore.SignalR.Client.Core", "SyncHub.Abstractions"],
            elements.Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).Order());
    }
}
