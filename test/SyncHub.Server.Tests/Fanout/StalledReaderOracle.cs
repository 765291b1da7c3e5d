namespace SyncHub.Server.Tests.Fanout;

/// <summary>What a client that reads late may see of its groups: pushes without a gap from each answer on, and positions only where it has everything.</summary>
internal sealed class StalledReaderOracle(FanoutConnection connection)
{
    public static readonly string[] Groups = ["g0", "g1", "g2"];

    public FanoutConnection Connection => connection;

    public Dictionary<string, int> Seen { get; } = Groups.ToDictionary(group => group, _ => -1);

    public void ReadOnce()
    {
        var messages = new List<string>();
        connection.TryReadOnce(messages);
        messages.ForEach(Take);
    }

    public void ReadAll() => connection.Read().ForEach(Take);

    private void Take(string message)
    {
        var method = message[..message.IndexOf('(', StringComparison.Ordinal)];
        foreach (var entry in message[(method.Length + 1)..^1].Split(' '))
        {
            var (group, number) = (entry[..2], int.Parse(entry[3..], provider: null));
            switch (method)
            {
                case "Answer":
                    Assert.True(number >= Seen[group], $"{connection.Id}: {message} after {Seen[group]}");
                    Seen[group] = number;
                    break;
                case "p":
                    Assert.True(number == Seen[group] + 1, $"{connection.Id}: {message} after {Seen[group]}");
                    Seen[group] = number;
                    break;
                default:
                    Assert.True(number == Seen[group], $"{connection.Id}: {message}, but {group} is at {Seen[group]}");
                    break;
            }
        }
    }
}
