namespace SyncHub.LoadTest.Contracts.Cluster;

/// <summary>What became of clients whose node was killed.</summary>
/// <param name="Clients">How many there are.</param>
/// <param name="Entities">How their entities were answered.</param>
/// <param name="Collections">How their collections were answered.</param>
/// <param name="P50">From the end of a client's reconnect delay until it had all its answers: the median, milliseconds.</param>
/// <param name="P99">The 99th percentile of the same.</param>
/// <param name="Longest">The longest of them.</param>
/// <param name="FromLossMilliseconds">From the first loss of a connection until the last client had all its answers, delays included.</param>
/// <param name="CpuMicroseconds">Processor time of the clients' process from the kill until then.</param>
/// <param name="Problem">What went wrong first; null for nothing.</param>
internal sealed record ReturnReport(
    int Clients, AnswerModes Entities, AnswerModes Collections, double P50, double P99, double Longest, double FromLossMilliseconds, double CpuMicroseconds, string? Problem);

/// <summary>How many answers were of which mode.</summary>
internal sealed record AnswerModes(int Deltas, int Snapshots)
{
    public static AnswerModes operator +(AnswerModes left, AnswerModes right) => new(left.Deltas + right.Deltas, left.Snapshots + right.Snapshots);
}
