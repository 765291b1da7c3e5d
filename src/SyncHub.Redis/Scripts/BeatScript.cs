using System.Globalization;
using StackExchange.Redis;
using SyncHub.Server.Log;

namespace SyncHub.Redis.Scripts;

/// <summary>
/// Says where the log stands, renews the node's lease, looks for leases that have lapsed, and begins a new epoch where one is due. Everything
/// that is compared is compared in this one step.
/// </summary>
internal static class BeatScript
{
    // Where no node was heard for half a lease it was Redis, or the way to it, that was away: leases then begin anew and say nothing of nodes.
    public const string Text = """
        local node, channel, fresh, now, lease, demand, trust, watch, beat = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6], ARGV[7], ARGV[8], ARGV[9]
        local time = redis.call('TIME')
        local ms = time[1] * 1000 + math.floor(time[2] / 1000)
        local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
        local meta = redis.call('HMGET', KEYS[1], 'epoch', 'run', 'began', 'last', 'beat')
        local epoch, began = meta[1], meta[3]

        local why = ''
        if not epoch then why = 'absent'
        elseif meta[2] ~= run and trust == '0' then why = 'restarted'
        elseif demand == 'any' or demand == epoch then why = 'asked' end

        if not meta[5] or meta[2] ~= run or ms - tonumber(meta[5]) > lease / 2 then
          for _, other in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do redis.call('ZADD', KEYS[3], ms + lease, other) end
        else
          for _, other in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ms)) do
            if other ~= node then
              redis.call('ZREM', KEYS[3], other)
              if why == '' and watch == '1' then why = 'lapsed' end
            end
          end
        end
        redis.call('ZADD', KEYS[3], ms + lease, node)
        redis.call('HSET', KEYS[1], 'beat', string.format('%.0f', ms), 'run', run)

        if why ~= '' then
          epoch = fresh
          began = now
          if meta[4] and meta[4] > began then began = meta[4] end
          redis.call('HSET', KEYS[1], 'epoch', epoch, 'began', began, 'last', began)
          redis.call('DEL', KEYS[2])
          redis.call('PUBLISH', channel, 'E\n' .. epoch)
        end
        redis.call('PUBLISH', channel, 'B\n' .. node .. '\n' .. beat)

        local answer = {epoch, began, run, why}
        for key = 4, #KEYS do
          local head = redis.call('HMGET', KEYS[key], 'e', 's', 't')
          local known = head[1] == epoch
          answer[#answer + 1] = known and head[2] or '0'
          answer[#answer + 1] = known and head[3] or began
        end
        return answer
        """;

    public static (RedisKey[] Keys, RedisValue[] Values) Arguments(
        RedisKeys keys, string node, IReadOnlyCollection<string> models, string demand, long number, DateTimeOffset now, RedisLogOptions options, RedisGuards guards) =>
    (
        [keys.Meta, keys.Nodes, keys.Leases, .. models.Select(keys.Head)],
        [
            node,
            keys.Channel,
            LogEpoch.New(),
            Ticks.Of(now),
            (long)options.LeaseDuration.TotalMilliseconds,
            demand,
            options.TrustPersistence || !guards.HasFlag(RedisGuards.RunId) ? "1" : "0",
            options.CommitsAreDurable || !guards.HasFlag(RedisGuards.Leases) ? "0" : "1",
            number,
        ]
    );

    public static BeatAnswer Read(RedisResult result, IReadOnlyCollection<string> models)
    {
        var fields = (RedisResult[])result!;
        var epoch = (string)fields[0]!;
        var heads = models.Select((model, index) => (model, Head: new LogHead(
            epoch, long.Parse((string)fields[4 + (index * 2)]!, CultureInfo.InvariantCulture), Ticks.Parse((string)fields[5 + (index * 2)]!))));
        return new BeatAnswer(
            epoch, Ticks.Parse((string)fields[1]!), (string)fields[2]!, (string)fields[3]!, heads.ToDictionary(head => head.model, head => head.Head, StringComparer.Ordinal));
    }
}

/// <summary>Where the log stands.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Began">When that began.</param>
/// <param name="Run">The run id of the server that answered.</param>
/// <param name="Why">Why this beat began the epoch; empty where it was there.</param>
/// <param name="Heads">The heads of all models.</param>
internal sealed record BeatAnswer(string Epoch, DateTimeOffset Began, string Run, string Why, IReadOnlyDictionary<string, LogHead> Heads);
