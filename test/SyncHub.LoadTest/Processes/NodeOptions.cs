namespace SyncHub.LoadTest.Processes;

/// <summary>What makes a server a node: rows in a database that others have, too.</summary>
/// <param name="Database">The file.</param>
/// <param name="Redis">Where the log is; null for the log in memory, of a node that is alone.</param>
/// <param name="Durable">Whether saves go through the outbox, so that a node that is killed loses nothing.</param>
internal sealed record NodeOptions(string Database, string? Redis = null, bool Durable = false)
{
    private const string DatabaseName = "--database=";
    private const string RedisName = "--redis=";
    private const string DurableName = "--durable";

    public IEnumerable<string> Arguments =>
        [DatabaseName + Database, .. Redis is null ? Array.Empty<string>() : [RedisName + Redis], .. Durable ? [DurableName] : Array.Empty<string>()];

    /// <summary>Null where the arguments name no database.</summary>
    public static NodeOptions? Parse(IReadOnlyCollection<string> arguments) =>
        Find(arguments, DatabaseName) is { } database ? new NodeOptions(database, Find(arguments, RedisName), arguments.Contains(DurableName)) : null;

    private static string? Find(IEnumerable<string> arguments, string name) =>
        arguments.FirstOrDefault(argument => argument.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
}
