using System.Text.RegularExpressions;
using StackExchange.Redis;
using SyncHub.Redis;
using SyncHub.Redis.Connection;
using SyncHub.Redis.Scripts;
using SyncHub.Server.Log;
using SyncHub.Server.Log.Remote;

namespace SyncHub.LoadTest.Scenarios.RedisAppend;

/// <summary>
/// The baseline: the log's own script, called bare through the same client library with arguments that are made anew for each call, as the log makes
/// them, of a commit that is encoded already. Done when Redis has answered; nobody listens to what it publishes.
/// </summary>
internal sealed partial class ScriptTarget : IAppendTarget
{
    private const string Node = "0123456789abcdef";

    private readonly RedisLink _link;
    private readonly RedisSession _session;
    private readonly RedisKeys _keys;
    private readonly RedisLogOptions _options;
    private readonly List<PendingPart> _parts = [PendingPart.Of(new ModelCommit(AppendedCommit.Model, AppendedCommit.Value.Changes, null, TimeProvider.System.GetUtcNow()))];
    private readonly SemaphoreSlim _depth;
    private readonly Lock _order = new();
    private long _number;

    private ScriptTarget(RedisLink link, string epoch, string run, RedisLogOptions options)
    {
        _link = link;
        _session = new RedisSession(link, epoch, run);
        _keys = new RedisKeys(options.Prefix);
        _options = options;
        _depth = new SemaphoreSlim(options.CommitsInFlight);
    }

    public static async Task<ScriptTarget> OpenAsync(string endpoint, RedisLogOptions options, CancellationToken cancellation)
    {
        // A log begins the epoch, and leaves nothing else.
        string epoch;
        await using (var log = await LogTarget.OpenAsync(endpoint, options, cancellation))
        {
            epoch = await log.EpochAsync(cancellation);
        }

        var link = await RedisLink.ConnectAsync(ConfigurationOptions.Parse(endpoint), options.ResponseTimeout, TimeProvider.System, () => { }, cancellation);
        var server = (string)(await link.ExecuteAsync("INFO", "server"))!;
        return new ScriptTarget(link, epoch, RunId().Match(server).Groups[1].Value, options);
    }

    public async Task AppendAsync(CancellationToken cancellation)
    {
        await _depth.WaitAsync(cancellation);
        try
        {
            Task<RedisResult> answer;
            lock (_order)
            {
                // Numbers are dense, so calls leave in their order.
                var arguments = AppendScript.Arguments(
                    _session, _keys, Node, ++_number, _parts, LogTarget.Retentions, TimeProvider.System.GetUtcNow(), _options, RedisGuards.All);
                answer = _link.SendAsync(AppendScript.Text, arguments);
            }

            var outcome = AppendScript.Read(await answer, _session, [AppendedCommit.Model]).Outcome;
            if (outcome != AppendOutcome.Appended)
            {
                throw new InvalidOperationException($"The bare script answered {outcome} to an append; it appends.");
            }
        }
        finally
        {
            _depth.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        _depth.Dispose();
    }

    [GeneratedRegex("run_id:([0-9a-f]+)")]
    private static partial Regex RunId();
}
