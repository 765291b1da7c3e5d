using StackExchange.Redis;
using SyncHub.Redis;
using SyncHub.Server.Log;
using SyncHub.Server.Model;

namespace SyncHub.LoadTest.Scenarios.RedisAppend;

/// <summary>Appends through the log: done when this node's observers have been told.</summary>
internal sealed class LogTarget : IAppendTarget
{
    private readonly RedisChangeLog _log;

    private LogTarget(RedisChangeLog log) => _log = log;

    public static IReadOnlyDictionary<string, ChangeRetention> Retentions { get; } =
        new Dictionary<string, ChangeRetention> { [AppendedCommit.Model] = ChangeRetention.Default };

    /// <summary>The epoch that the log is in.</summary>
    public async Task<string> EpochAsync(CancellationToken cancellation) => (await _log.GetHeadAsync(AppendedCommit.Model, cancellation)).Epoch;

    public static async Task<LogTarget> OpenAsync(string endpoint, RedisLogOptions options, CancellationToken cancellation)
    {
        var log = RedisChangeLog.Open(ConfigurationOptions.Parse(endpoint), Retentions, options);
        await log.WhenReadyAsync(cancellation);
        return new LogTarget(log);
    }

    public async Task AppendAsync(CancellationToken cancellation) => await _log.AppendAsync(AppendedCommit.Value, cancellation);

    public ValueTask DisposeAsync() => _log.DisposeAsync();
}
