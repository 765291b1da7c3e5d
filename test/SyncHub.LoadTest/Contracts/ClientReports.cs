namespace SyncHub.LoadTest.Contracts;

/// <summary>An answer to a command: a value, or why there is none.</summary>
internal sealed record ClientReply<T>(T? Value, string? Error);

/// <summary>The answer to a command that has nothing to tell.</summary>
internal sealed record Done;

/// <summary>What came of opening or subscribing.</summary>
/// <param name="Milliseconds">From the first step until the last answer.</param>
/// <param name="Answers">How many subscriptions were answered.</param>
/// <param name="AnswerBytes">The bytes of all answers, record separators included.</param>
/// <param name="Snapshots">How many answers were snapshots.</param>
/// <param name="Deltas">How many answers were deltas.</param>
internal sealed record SubscribeReport(double Milliseconds, int Answers, long AnswerBytes, int Snapshots, int Deltas);

/// <summary>What arrived on the measured connections since <see cref="ExpectPushes"/>.</summary>
/// <param name="Records">Pushes counted.</param>
/// <param name="RecordBytes">Their bytes, record separators included.</param>
/// <param name="Frames">WebSocket frames that they came in.</param>
/// <param name="OutOfOrder">Pushes whose seq was not above the one before.</param>
/// <param name="LastReceived">When the last one came, as a timestamp of the machine's monotonic clock.</param>
/// <param name="P50">Median of the time from the sender's stamp to here, milliseconds.</param>
/// <param name="P99">The 99th percentile of the same.</param>
/// <param name="CpuMicroseconds">Processor time that this process took meanwhile: shows whether the clients were the bottleneck.</param>
/// <param name="Missing">How many of the pushes expected did not come in time.</param>
internal sealed record DeliveryReport(
    long Records, long RecordBytes, long Frames, long OutOfOrder, long LastReceived, double P50, double P99, double CpuMicroseconds, long Missing);

/// <summary>What one connection's flood came to.</summary>
/// <param name="Milliseconds">How long it lasted.</param>
/// <param name="Requests">How many requests were sent.</param>
/// <param name="Granted">How many subscriptions were answered with data.</param>
/// <param name="Refused">How many requests were answered with an error.</param>
/// <param name="IsClosed">Whether the server has closed the connection.</param>
internal sealed record FloodReport(double Milliseconds, long Requests, int Granted, int Refused, bool IsClosed)
{
    public double PerSecond => Requests / Milliseconds * 1000;
}

/// <summary>What became of readers that had been stalled.</summary>
/// <param name="CaughtUp">How many have seen the latest change.</param>
/// <param name="Closed">How many found themselves disconnected.</param>
internal sealed record WakeReport(int CaughtUp, int Closed);
