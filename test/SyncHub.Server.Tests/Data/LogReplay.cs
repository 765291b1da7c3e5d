using System.Text.Json.Nodes;
using SyncHub.Server.Log;

namespace SyncHub.Server.Tests.Data;

/// <summary>Does with a log what a client does, by the deltas alone, and holds each step against the images of the log.</summary>
internal static class LogReplay
{
    public static Dictionary<SyncKey, string> Run(IEnumerable<LogEntry> entries)
    {
        var rows = new Dictionary<SyncKey, string>();
        foreach (var change in entries.Select(entry => entry.Change))
        {
            switch (change.Kind)
            {
                case ChangeKind.Add:
                    Assert.True(change.Before.IsAbsent && change.Delta.IsAbsent);
                    rows.Add(change.Key, change.After.ToString());
                    break;
                case ChangeKind.Update:
                    Assert.Equal(rows[change.Key], change.Before.ToString());
                    var body = JsonNode.Parse(rows[change.Key])!.AsObject();
                    foreach (var (name, value) in JsonNode.Parse(change.Delta.ToString())!.AsObject())
                    {
                        Assert.False(JsonNode.DeepEquals(body[name], value), $"'{name}' is in the delta, but did not change.");
                        body[name] = value?.DeepClone();
                    }

                    Assert.True(JsonNode.DeepEquals(body, JsonNode.Parse(change.After.ToString())), $"{body} is not {change.After}");
                    rows[change.Key] = change.After.ToString();
                    break;
                default:
                    Assert.True(change.After.IsAbsent && change.Delta.IsAbsent);
                    Assert.Equal(rows[change.Key], change.Before.ToString());
                    rows.Remove(change.Key);
                    break;
            }
        }

        return rows;
    }
}
