using SyncHub.Testing;

namespace SyncHub.Redis.Tests;

/// <summary>What a log reports, as signals to wait for.</summary>
internal sealed class LogSignals() : LogSignals<RedisChangeLog>(typeof(RedisLogMessages), TestNode.Patience);
