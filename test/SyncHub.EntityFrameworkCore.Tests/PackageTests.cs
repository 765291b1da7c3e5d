using SyncHub.Testing;

namespace SyncHub.EntityFrameworkCore.Tests;

public sealed class PackageTests
{
    /// <summary>Which database it is, is the application's to say: the package brings no provider.</summary>
    [Fact]
    public async Task Nuspec_OfTheModels_AsksForNoProvider()
    {
        var elements = await PackedProject.ReadNuspecAsync("SyncHub.EntityFrameworkCore");

        Assert.Equal(
            ["Microsoft.EntityFrameworkCore.Relational", "SyncHub.Server"],
            elements.Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).Order());
    }
}
