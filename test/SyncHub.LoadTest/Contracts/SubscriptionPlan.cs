namespace SyncHub.LoadTest.Contracts;

/// <summary>What each connection subscribes to.</summary>
/// <param name="FirstKey">The index of the first key.</param>
/// <param name="KeysPerConnection">How many keys each connection takes.</param>
/// <param name="Distinct">Whether no key is taken by two connections; otherwise all take the same.</param>
/// <param name="Resume">Whether a connection names the position that its predecessor of the same number had reached.</param>
internal sealed record SubscriptionPlan(int FirstKey = 0, int KeysPerConnection = 1, bool Distinct = false, bool Resume = false)
{
    public IEnumerable<string> KeysOf(int connection)
    {
        var first = Distinct ? FirstKey + (connection * KeysPerConnection) : FirstKey;
        return Enumerable.Range(first, KeysPerConnection).Select(ItemKeys.Of);
    }
}
