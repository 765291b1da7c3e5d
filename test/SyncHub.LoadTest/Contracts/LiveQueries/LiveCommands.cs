namespace SyncHub.LoadTest.Contracts.LiveQueries;

/// <summary>Follows the live queries of a plan on the open connections. Answered by <see cref="SubscribeReport"/>.</summary>
/// <param name="Plan">The queries.</param>
/// <param name="AcknowledgementPort">Where the server takes acknowledgements.</param>
internal sealed record FollowQueries(LivePlan Plan, int AcknowledgementPort) : ClientCommand;

/// <summary>Waits until all queries together hold so many rows, or one has been told something wrong. Answered by <see cref="LiveReport"/>.</summary>
internal sealed record AwaitRows(long Rows, double TimeoutSeconds) : ClientCommand;

/// <summary>Forgets what was counted, and says which writes will come.</summary>
internal sealed record ExpectWrites(int First, int Count) : ClientCommand;

/// <summary>Says what has come of them: they have been acknowledged already. Answered by <see cref="LiveReport"/>.</summary>
internal sealed record ReportWrites : ClientCommand;
