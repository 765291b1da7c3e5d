namespace SyncHub.Client.Tests.Telemetry;

/// <summary>Activities are the whole process's: nothing else runs while these tests listen.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TelemetryTestGroup
{
    public const string Name = "Telemetry";
}
