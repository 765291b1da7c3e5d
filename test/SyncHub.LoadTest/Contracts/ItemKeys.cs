using System.Globalization;

namespace SyncHub.LoadTest.Contracts;

/// <summary>The keys of the seeded entities, and the names of the bare hub's groups: all of one length.</summary>
internal static class ItemKeys
{
    public static string Of(int index) => string.Create(CultureInfo.InvariantCulture, $"item-{index:D6}");
}
