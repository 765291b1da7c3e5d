using SyncHub.Testing;

namespace SyncHub.Redis.Tests.Compatibility;

/// <summary>SyncHub.Redis is built with 1.2.6 of StackExchange.Redis; who uses a later one must be able to.</summary>
public sealed class ClientCompatibilityTests
{
    private const string Client = "StackExchange.Redis";

    private static SortedSet<string> Used => MemberNames.UsedBy(typeof(RedisChangeLog).Assembly.Location, Client);

    /// <summary>The list was compared with 2.13.17 and 3.4.35; whoever changes it compares again.</summary>
    [Fact]
    public void UsedMembers_AreThoseOfTheList()
    {
        var list = WorkingTree.PathOf("test/SyncHub.Redis.Tests/Compatibility/StackExchangeRedisMembers.txt");
        if (Environment.GetEnvironmentVariable("SYNCHUB_ACCEPT_API") == "1")
        {
            File.WriteAllLines(list, Used);
        }

        Assert.Equal(File.ReadAllLines(list), Used);
    }

    [ClientFact("2.13.17")]
    public void UsedMembers_In2_13_AreThereUnchanged() => AssertHasAll("2.13.17");

    [ClientFact("3.4.35")]
    public void UsedMembers_In3_4_AreThereUnchanged() => AssertHasAll("3.4.35");

    private static void AssertHasAll(string version)
    {
        Assert.NotEmpty(Used);
        foreach (var assembly in ClientFactAttribute.Assemblies(version))
        {
            Assert.Empty(Used.Except(MemberNames.DefinedBy(assembly)));
        }
    }
}
