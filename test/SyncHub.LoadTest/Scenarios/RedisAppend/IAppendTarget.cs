namespace SyncHub.LoadTest.Scenarios.RedisAppend;

/// <summary>One of the two ways to bring a commit into Redis.</summary>
internal interface IAppendTarget : IAsyncDisposable
{
    /// <summary>Appends one commit, and completes when that is done.</summary>
    Task AppendAsync(CancellationToken cancellation);
}
