using SyncHub.Server.Log.Remote;

namespace SyncHub.Postgres.Appending;

/// <summary>A commit as it is sent. Its parts are held here, since whoever finds the queue full lets go those of the commit.</summary>
internal sealed record SentCommit(PendingCommit Commit, IReadOnlyList<PendingPart> Parts, long Number);
