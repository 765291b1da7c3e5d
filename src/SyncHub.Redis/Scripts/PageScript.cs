using System.Globalization;
using StackExchange.Redis;

namespace SyncHub.Redis.Scripts;

/// <summary>Reads some entries of one model's stream, if the log is in the epoch named.</summary>
internal static class PageScript
{
    public const string Text = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'epoch'} end
        local answer = {'ok'}
        for _, entry in ipairs(redis.call('XRANGE', KEYS[2], ARGV[2], ARGV[3], 'COUNT', ARGV[4])) do
          local fields = entry[2]
          answer[#answer + 1] = string.match(entry[1], '^(%d+)')
          answer[#answer + 1] = fields[2]
          answer[#answer + 1] = fields[4]
          answer[#answer + 1] = fields[6]
          answer[#answer + 1] = fields[10]
        end
        return answer
        """;

    private const int FieldsPerEntry = 5;

    /// <param name="keys">The names.</param>
    /// <param name="epoch">The epoch that the seqs are of.</param>
    /// <param name="model">The model.</param>
    /// <param name="from">The first seq wanted.</param>
    /// <param name="to">The last.</param>
    /// <param name="count">At most so many entries.</param>
    public static (RedisKey[] Keys, RedisValue[] Values) Arguments(RedisKeys keys, string epoch, string model, long from, long to, int count) =>
        ([keys.Meta, keys.Stream(model)], [epoch, from, to, count]);

    /// <summary>The entries; null where the log is in another epoch.</summary>
    public static IReadOnlyList<StreamEntry>? Read(RedisResult result)
    {
        var fields = (RedisResult[])result!;
        if ((string)fields[0]! == "epoch")
        {
            return null;
        }

        var entries = new List<StreamEntry>((fields.Length - 1) / FieldsPerEntry);
        for (var index = 1; index < fields.Length; index += FieldsPerEntry)
        {
            entries.Add(new StreamEntry(Number(fields[index]), Number(fields[index + 1]), Ticks.Parse((string)fields[index + 2]!), (string)fields[index + 3]!, (byte[])fields[index + 4]!));
        }

        return entries;
    }

    private static long Number(RedisResult field) => long.Parse((string)field!, CultureInfo.InvariantCulture);
}

/// <summary>What the stream of a model holds of one commit.</summary>
/// <param name="LastSeq">The number of its last change.</param>
/// <param name="FirstSeq">The number of its first.</param>
/// <param name="Timestamp">When it was appended.</param>
/// <param name="Writer">The node that sent it, and that node's number for it.</param>
/// <param name="Payload">The changes.</param>
internal sealed record StreamEntry(long LastSeq, long FirstSeq, DateTimeOffset Timestamp, string Writer, byte[] Payload);
