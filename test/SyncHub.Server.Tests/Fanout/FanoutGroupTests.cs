using SyncHub.Server.Fanout;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Fanout;

public sealed class FanoutGroupTests
{
    private const int Seed = 20261122;

    // Across the size from which on a group is indexed, up and down again.
    [Fact]
    public void AddRemove_RandomMembers_EqualsASet()
    {
        var random = new Random(Seed);
        var limits = new OutboxLimits(1000, TimeSpan.FromSeconds(1));
        var members = Enumerable.Range(0, 150).Select(n => new FanoutConnection($"c{n}").CreateMember(limits, new ManualTimeProvider())).ToList();
        var group = new FanoutGroup("g", isSync: true);
        var expected = new HashSet<FanoutMember>();
        for (var step = 0; step < 20_000; step++)
        {
            var member = members[random.Next(members.Count)];
            if (random.Next(100) < (step / 2000 % 2 == 0 ? 70 : 30))
            {
                Assert.Equal(expected.Add(member), group.Add(member));
            }
            else
            {
                Assert.Equal(expected.Remove(member), group.Remove(member));
            }

            Assert.Equal(expected.Count, group.Members.Count);
            if (step % 50 == 0)
            {
                Assert.True(expected.SetEquals(group.Members), $"seed {Seed}, step {step}");
            }
        }
    }
}
