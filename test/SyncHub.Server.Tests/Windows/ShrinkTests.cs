namespace SyncHub.Server.Tests.Windows;

public sealed class ShrinkTests
{
    [Fact]
    public void Minimal_ThreeCulpritsAmongMany_AreAllThatIsLeft()
    {
        var shortest = Shrink.Minimal([.. Enumerable.Range(0, 200)], items => items.Contains(7) && items.Contains(8) && items.Contains(190));

        Assert.Equal([7, 8, 190], shortest);
    }

    [Fact]
    public void Minimal_EverythingFails_IsEmpty() => Assert.Empty(Shrink.Minimal([1, 2, 3], _ => true));
}
