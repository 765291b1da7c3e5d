using SyncHub.Testing;

namespace SyncHub.Postgres.Tests;

/// <summary>What a log reports, as signals to wait for.</summary>
internal sealed class LogSignals() : LogSignals<PostgresChangeLog>(typeof(PostgresLogMessages), TestNode.Patience);
