using SyncHub.Testing;

namespace SyncHub.Client.Blazor.Tests;

public sealed class PackageTests
{
    /// <summary>WebAssembly and MAUI have no ASP.NET shared framework; the package must not ask for it, and must ask for Components by name.</summary>
    [Fact]
    public async Task Nuspec_OfTheComponents_AsksForComponentsAndNoSharedFramework()
    {
        var elements = await PackedProject.ReadNuspecAsync("SyncHub.Client.Blazor");

        Assert.DoesNotContain(elements, element => element.Name.LocalName is "frameworkReference" or "frameworkReferences");
        Assert.Equal(
            ["Microsoft.AspNetCore.Components", "SyncHub.Client"],
            elements.Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).Order());
    }

    [Fact]
    public void Assembly_OfTheComponents_RefersToNoOtherPartOfAspNetCore() => Assert.Equal(
        ["Microsoft.AspNetCore.Components"],
        typeof(SyncComponentBase).Assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)));
}
