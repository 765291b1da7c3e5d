using SyncHub.Server.Fanout;

namespace SyncHub.Server.Tests.Fanout;

/// <summary>Whom a send reaches, each once.</summary>
public sealed class FanoutTargetTests
{
    // c0 and c1 are user a, c2 is user b, c3 is nobody; g holds c0 and c1, h holds c1 and c2.
    public static TheoryData<string, string> Targets => new()
    {
        { "all", "c0 c1 c2 c3" },
        { "all except c1 c9", "c0 c2 c3" },
        { "group g", "c0 c1" },
        { "group nobody", "" },
        { "group g except c0", "c1" },
        { "group g except c0 c1", "" },
        { "groups g h g", "c0 c1 c2" },
        { "groups h nobody", "c1 c2" },
        { "users a", "c0 c1" },
        { "users a b a", "c0 c1 c2" },
        { "users z", "" },
        { "connections c3 c0 c3 c9", "c0 c3" },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Send_Target_ReachesItsConnectionsOnceEach(string target, string reached)
    {
        await using var rig = new PumpRig();
        string?[] users = ["a", "a", "b", null];
        var connections = users.Select((user, n) => new FanoutConnection($"c{n}", user: user)).ToList();
        connections.ForEach(connection => rig.Connect(connection));
        rig.Join(connections[0], "g");
        rig.Join(connections[1], "g");
        rig.Join(connections[1], "g");
        rig.Join(connections[1], "h");
        rig.Join(connections[2], "h");

        rig.Send(Parse(target), "p", 1);
        rig.Send(Parse(target), "p", 2);
        await rig.SettleAsync();

        Assert.Equal(reached, string.Join(' ', connections.Where(connection => connection.Read() is ["p(1)", "p(2)"]).Select(connection => connection.Id)));
        Assert.All(connections, connection => Assert.Empty(connection.Read()));
    }

    private static FanoutTarget Parse(string text)
    {
        var words = text.Split(' ');
        var except = Array.IndexOf(words, "except");
        var excluded = except < 0 ? null : words[(except + 1)..].ToHashSet();
        var named = words[1..(except < 0 ? words.Length : except)];
        return words[0] switch
        {
            "all" => new FanoutTarget.All(excluded),
            "group" => new FanoutTarget.Group(named[0], excluded),
            "groups" => new FanoutTarget.Groups(named),
            "users" => new FanoutTarget.Users(named),
            _ => new FanoutTarget.Connections(named),
        };
    }
}
