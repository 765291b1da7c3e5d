namespace SyncHub.Server.Resolvers;

/// <summary>
/// Answers a resolver's key with rows: called when somebody subscribes, and when <see cref="ISyncNotifier"/> says that something changed. For
/// one key and one scope it is called by one at a time; what it added counts once its task has completed. No rows are an answer, too.
/// </summary>
/// <param name="key">What is asked about.</param>
/// <param name="context">Whom it is for, and the services of this call.</param>
/// <param name="rows">Takes the rows, in the order in which they are to be seen.</param>
/// <param name="cancellationToken">Cancelled when the time is up or nobody waits any more.</param>
/// <exception cref="SyncException">
/// Thrown by the handler to refuse: followers are told its error, and are out of the subscription where that is not retryable. Anything else
/// that it throws becomes <see cref="SyncErrorCodes.SourceUnavailable"/>, with the details in the log, and the call is repeated.
/// </exception>
public delegate Task ResolverHandler(string key, ResolverContext context, ResolverRows rows, CancellationToken cancellationToken);
