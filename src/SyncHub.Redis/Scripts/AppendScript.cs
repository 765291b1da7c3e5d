using System.Globalization;
using StackExchange.Redis;
using SyncHub.Server.Log;
using SyncHub.Server.Log.Remote;
using SyncHub.Server.Model;

namespace SyncHub.Redis.Scripts;

/// <summary>Numbers a commit, stores and publishes it, or says why not and changes nothing: one step for all of its models.</summary>
internal static class AppendScript
{
    // At most so many entries go with each that comes: a bound on what one append costs, and more than steady writes need.
    public const string Text = """
        local epoch, run, node, number, at, channel, most = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6], tonumber(ARGV[7])
        local function int(value) return string.format('%.0f', value) end

        local meta = redis.call('HMGET', KEYS[1], 'epoch', 'last')
        if meta[1] ~= epoch then return {'epoch'} end
        if run ~= '' and run ~= string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') then return {'run'} end

        local models = (#KEYS - 2) / 2
        if number > 0 then
          local told = redis.call('HGET', KEYS[2], node)
          local counted, last = string.match(told or '', '^(%S+) (%d+)$')
          last = counted == epoch and tonumber(last) or 0
          if number > last + 1 then return {'gap', int(last)} end
          if number <= last then
            local heads = {'told'}
            for model = 1, models do
              local head = redis.call('HMGET', KEYS[model * 2 + 1], 'e', 's', 't')
              local known = head[1] == epoch
              heads[#heads + 1] = known and head[2] or '0'
              heads[#heads + 1] = known and head[3] or at
            end
            return heads
          end
          redis.call('HSET', KEYS[2], node, epoch .. ' ' .. ARGV[4])
        end

        if meta[2] and meta[2] > at then at = meta[2] else redis.call('HSET', KEYS[1], 'last', at) end

        local answer, names, bodies = {'ok'}, {}, {}
        for model = 1, models do
          local headKey, stream = KEYS[model * 2 + 1], KEYS[model * 2 + 2]
          local base = 7 + (model - 1) * 8
          local name, count, size, body = ARGV[base + 1], tonumber(ARGV[base + 2]), tonumber(ARGV[base + 3]), ARGV[base + 4]
          local keepCount, keepBytes, cutoff, expiry = tonumber(ARGV[base + 5]), tonumber(ARGV[base + 6]), ARGV[base + 7], ARGV[base + 8]

          local head = redis.call('HMGET', headKey, 'e', 's', 'f', 'b', 'o')
          local seq, floor, bytes, oldest = 0, 0, 0, at
          if head[1] ~= epoch then
            redis.call('DEL', headKey, stream)
          else
            seq = tonumber(head[2])
            if redis.call('EXISTS', stream) == 1 then
              floor, bytes, oldest = tonumber(head[3]), tonumber(head[4]), head[5]
            else
              floor = seq
            end
          end

          local last = seq + count
          redis.call('XADD', stream, int(last) .. '-0', 'f', int(seq + 1), 't', at, 'w', node .. ' ' .. ARGV[4], 'b', int(size), 'p', body)
          bytes = bytes + size

          local given = 0
          while given < 4 and (last - floor > keepCount or bytes > keepBytes or oldest <= cutoff) do
            local two = redis.call('XRANGE', stream, '-', '+', 'COUNT', 2)
            if #two < 2 then break end
            redis.call('XDEL', stream, two[1][1])
            floor = tonumber(string.match(two[1][1], '^(%d+)'))
            bytes = bytes - tonumber(two[1][2][8])
            oldest = two[2][2][4]
            given = given + 1
          end

          redis.call('HSET', headKey, 'e', epoch, 's', int(last), 't', at, 'f', int(floor), 'b', int(bytes), 'o', oldest)
          if expiry ~= '0' then redis.call('PEXPIRE', stream, expiry) end

          local told = #body <= most
          names[#names + 1] = table.concat({name, int(seq), int(last), at, told and int(#body) or '-1'}, '\n')
          if told then bodies[#bodies + 1] = body end
          answer[#answer + 1] = int(last)
          answer[#answer + 1] = at
        end

        redis.call('PUBLISH', channel, 'C\n' .. table.concat({epoch, node, ARGV[4], int(models)}, '\n') .. '\n' .. table.concat(names, '\n') .. '\n' .. table.concat(bodies))
        return answer
        """;

    private static readonly TimeSpan LongestExpiry = TimeSpan.FromDays(365);

    // The stream must outlive what a node would read of it, as a node's clock has it.
    private static readonly TimeSpan ExpiryMargin = TimeSpan.FromMinutes(1);

    public static (RedisKey[] Keys, RedisValue[] Values) Arguments(
        RedisSession session,
        RedisKeys keys,
        string node,
        long number,
        IReadOnlyList<PendingPart> parts,
        IReadOnlyDictionary<string, ChangeRetention> retentions,
        DateTimeOffset now,
        RedisLogOptions options,
        RedisGuards guards)
    {
        var publishBytes = options.PublishBytes / parts.Count;
        List<RedisKey> names = [keys.Meta, keys.Nodes];
        List<RedisValue> values =
        [
            session.Epoch,
            guards.HasFlag(RedisGuards.RunId) ? session.Run : string.Empty,
            node,
            guards.HasFlag(RedisGuards.CommitNumbers) ? number : 0,
            Ticks.Of(now),
            keys.Channel,
            publishBytes,
        ];
        foreach (var part in parts)
        {
            var retention = retentions[part.Model];
            names.Add(keys.Head(part.Model));
            names.Add(keys.Stream(part.Model));
            values.AddRange(
            [
                part.Model,
                part.Changes,
                part.RowBytes,
                part.Payload,
                retention.Count,
                retention.Bytes,
                Ticks.Before(now, retention.Age),
                retention.Age > LongestExpiry ? 0 : (long)(retention.Age + ExpiryMargin).TotalMilliseconds,
            ]);
        }

        return ([.. names], [.. values]);
    }

    public static AppendAnswer Read(RedisResult result, RedisSession session, IReadOnlyList<string> models)
    {
        var fields = (RedisResult[])result!;
        var outcome = (string)fields[0]! switch
        {
            "ok" => AppendOutcome.Appended,
            "told" => AppendOutcome.Known,
            "gap" => AppendOutcome.Gap,
            "epoch" => AppendOutcome.OtherEpoch,
            "run" => AppendOutcome.OtherRun,
            var code => throw new InvalidDataException($"Redis answered an append with '{code}', which this version of SyncHub does not know."),
        };
        if (outcome is AppendOutcome.Gap)
        {
            return new AppendAnswer(outcome, new Dictionary<string, LogHead>(), long.Parse((string)fields[1]!, CultureInfo.InvariantCulture));
        }

        var heads = new Dictionary<string, LogHead>(StringComparer.Ordinal);
        for (var index = 0; outcome is AppendOutcome.Appended or AppendOutcome.Known && index < models.Count; index++)
        {
            heads.Add(models[index], new LogHead(
                session.Epoch, long.Parse((string)fields[(index * 2) + 1]!, CultureInfo.InvariantCulture), Ticks.Parse((string)fields[(index * 2) + 2]!)));
        }

        return new AppendAnswer(outcome, heads, LastNumber: 0);
    }
}
