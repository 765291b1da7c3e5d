namespace SyncHub.LoadTest.Contracts.LiveQueries;

/// <summary>Asks the server to add rows of a plan as one commit.</summary>
/// <param name="Target">Through which hub.</param>
/// <param name="Plan">The plan.</param>
/// <param name="FirstRow">The number of the first row.</param>
/// <param name="Count">How many rows.</param>
/// <param name="LookAtAll">Whether all rows are looked at afterwards, as the first query does that is read from them.</param>
internal sealed record LiveSeedRequest(Target Target, LivePlan Plan, int FirstRow, int Count, bool LookAtAll);

/// <summary>Asks the server to write, and to answer when clients have acknowledged the pushes of all writes.</summary>
/// <param name="Target">Through which hub.</param>
/// <param name="Plan">What is written.</param>
/// <param name="First">The number of the first write.</param>
/// <param name="Count">How many writes.</param>
/// <param name="AtOnce">How many are begun together; the next ones follow when all their pushes have arrived.</param>
internal sealed record LiveWriteRequest(Target Target, LivePlan Plan, int First, int Count, int AtOnce);

/// <summary>Asks the server to write whether or not the pushes before have arrived, and to answer when all have.</summary>
/// <param name="Target">Through which hub.</param>
/// <param name="Plan">What is written.</param>
/// <param name="First">The number of the first write.</param>
/// <param name="Count">How many writes.</param>
/// <param name="PerSecond">At what steady pace; 0 for one after the other without a pause.</param>
internal sealed record LivePaceRequest(Target Target, LivePlan Plan, int First, int Count, int PerSecond);

/// <summary>The server's figures before the first write and after the last acknowledgement.</summary>
/// <param name="Before">Before.</param>
/// <param name="After">After.</param>
/// <param name="Milliseconds">The time between.</param>
internal sealed record LiveWritten(ServerStats Before, ServerStats After, double Milliseconds);

/// <summary>Where clients acknowledge pushes: a TCP port of the loopback interface that takes one byte for each.</summary>
internal sealed record AcknowledgementPort(int Port);

/// <summary>Asks for the server's figures before and after a time without writes.</summary>
internal sealed record IdleRequest(double Milliseconds);
