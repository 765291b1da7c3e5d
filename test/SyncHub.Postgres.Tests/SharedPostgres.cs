using System.Globalization;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Testing.PostgreSql;

namespace SyncHub.Postgres.Tests;

/// <summary>One database for tests that do it no harm; each log has a schema of its own.</summary>
internal static class SharedPostgres
{
    private static readonly Lazy<Task<string>> Database = new(async () => await (await PostgresServer.GetAsync()).CreateDatabaseAsync());
    private static int _schemas;

    public static Task<string> GetAsync() => Database.Value;

    /// <summary>A schema that nobody has yet.</summary>
    public static string NewSchema() => string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _schemas)}");

    /// <summary>A log of its own, ready.</summary>
    public static async Task<IChangeLog> OpenAsync(IReadOnlyDictionary<string, ChangeRetention> models, TimeProvider time)
    {
        var options = new PostgresLogOptions { Schema = NewSchema(), ResponseTimeout = TestNode.Patience };
        var log = new PostgresChangeLog(await GetAsync(), models, options, time, logger: null, new PostgresLogSeams { Timers = TimeProvider.System });
        await log.WhenReadyAsync().WaitAsync(TestNode.Patience);
        return log;
    }
}
