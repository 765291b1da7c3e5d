using SyncHub.Server.Fanout;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Fanout;

public sealed class FanoutRosterTests
{
    private const int Seed = 4711;

    [Fact]
    public void Roster_RandomOperations_EqualsSetsOfNames()
    {
        var random = new Random(Seed);
        var limits = new OutboxLimits(1000, TimeSpan.FromSeconds(1));
        var members = Enumerable.Range(0, 12)
            .Select(n => new FanoutConnection($"c{n}", user: n % 4 == 0 ? null : $"u{n % 3}").CreateMember(limits, new ManualTimeProvider()))
            .ToList();
        string[] names = ["g0", "g1", "g2", "g3", "g4"];
        var roster = new FanoutRoster();
        var present = new HashSet<FanoutMember>();
        var groups = names.ToDictionary(name => name, _ => new HashSet<FanoutMember>());

        for (var step = 0; step < 20_000; step++)
        {
            var member = members[random.Next(members.Count)];
            var name = names[random.Next(names.Length)];
            switch (random.Next(10))
            {
                case 0 when present.Add(member):
                    roster.Add(member);
                    break;
                case 1 when present.Remove(member):
                    roster.Remove(member);
                    foreach (var group in groups.Values)
                    {
                        group.Remove(member);
                    }

                    break;
                case < 6 when present.Contains(member):
                    Assert.Equal(name, roster.Join(member, name, isSync: true).Name);
                    groups[name].Add(member);
                    break;
                case < 10 when present.Contains(member):
                    Assert.Equal(groups[name].Count > 0, roster.Leave(member, name) is not null);
                    groups[name].Remove(member);
                    break;
            }

            AssertEqual(roster, present, groups, members, step);
        }
    }

    [Fact]
    public void Leave_StaleGroup_IsStaleNoMore()
    {
        var member = new FanoutConnection("c").CreateMember(new OutboxLimits(1000, TimeSpan.FromSeconds(1)), new ManualTimeProvider());
        var roster = new FanoutRoster();
        roster.Add(member);
        member.Stale = [roster.Join(member, "g", isSync: true)];

        roster.Leave(member, "g");

        Assert.False(member.HasStale);
    }

    private static void AssertEqual(
        FanoutRoster roster, HashSet<FanoutMember> present, Dictionary<string, HashSet<FanoutMember>> groups, List<FanoutMember> members, int step)
    {
        var because = $"seed {Seed}, step {step}";
        Assert.True(present.SetEquals(roster.Members), because);
        Assert.True(roster.GroupCount == groups.Values.Count(group => group.Count > 0), because);
        foreach (var (name, group) in groups)
        {
            AssertSame(group, roster.Group(name), because);
        }

        foreach (var user in new[] { "u0", "u1", "u2" })
        {
            AssertSame([.. present.Where(member => member.Connection.UserIdentifier == user)], roster.User(user), because);
        }

        foreach (var member in members)
        {
            Assert.True(roster.Member(member.Connection.ConnectionId) == (present.Contains(member) ? member : null), because);
        }
    }

    private static void AssertSame(HashSet<FanoutMember> expected, FanoutGroup? actual, string because)
    {
        Assert.True(actual is null == (expected.Count == 0), because);
        Assert.True(actual is null || (actual.Members.Count == expected.Count && expected.SetEquals(actual.Members)), because);
    }
}
