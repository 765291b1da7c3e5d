using SyncHub.Json;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Data;

/// <summary>A data set with its log, and a look at what the log holds.</summary>
internal sealed class DataSetScene<T, TKey> : IDisposable
    where T : class
    where TKey : notnull
{
    private readonly InMemoryChangeLog _log;

    public DataSetScene()
    {
        Model = TestModels.Build<T, TKey>();
        _log = new InMemoryChangeLog([Model], new ManualTimeProvider());
        Log = new FailingChangeLog(_log);
        Set = new DataSet<T, TKey>(Model, Log);
    }

    public SyncModel<T, TKey> Model { get; }

    public FailingChangeLog Log { get; }

    public DataSet<T, TKey> Set { get; }

    public async Task<LogHead> HeadAsync() => await _log.GetHeadAsync(Model.Name);

    public async Task<IReadOnlyList<LogEntry>> EntriesAsync(long after = 0) => (await _log.ReadAsync(Model.Name, after, 1_000_000)).Entries;

    /// <summary>The bodies of all rows, by key, from the set itself.</summary>
    public Dictionary<SyncKey, string> Bodies() =>
        Set.Find(_ => true).ToDictionary(entity => Model.ToSyncKey(Model.KeyOf(entity)), entity => Model.Serialize(entity).ToString());

    /// <summary>The bodies of all rows, by key, from the log alone. Checks each change against the rows before it.</summary>
    public async Task<Dictionary<SyncKey, string>> ReplayAsync() => LogReplay.Run(await EntriesAsync());

    public async Task<RawJson> ReadBodyAsync(TKey key) => (await Set.ReadAsync(Model.ToSyncKey(key), CancellationToken.None)).Body;

    public void Dispose() => _log.Dispose();
}
