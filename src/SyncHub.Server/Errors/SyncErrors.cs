using System.Security.Claims;
using SyncHub.Protocol;

namespace SyncHub.Server.Errors;

/// <summary>The one place where trouble becomes a wire code and a sentence.</summary>
internal static class SyncErrors
{
    private static readonly TimeSpan SourceRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BusyRetry = TimeSpan.FromSeconds(5);

    public static SyncError UnknownModel(string model) => new(
        SyncErrorCodes.UnknownModel,
        $"Unknown model '{Quote(model)}'; register it on the server with AddModel or AddResolver, or correct the name.");

    public static SyncError InvalidRequest(string sentence) => new(SyncErrorCodes.InvalidRequest, sentence);

    public static SyncError TooManySubscriptions(int limit) => new(
        SyncErrorCodes.LimitExceeded,
        $"This connection has {limit} subscriptions, which is the server's limit; unsubscribe from some first, or raise SubscriptionsPerConnection.");

    public static SyncError TooManyCollections(int limit) => new(
        SyncErrorCodes.LimitExceeded,
        $"This connection follows {limit} collections, which is the server's limit; unsubscribe from some first, or raise LiveQueriesPerConnection.");

    public static SyncError TooManyQueries(int limit) => new(
        SyncErrorCodes.LimitExceeded,
        $"The server keeps {limit} live queries, which is its limit; ask again later, or raise LiveQueries.",
        Retryable: true,
        RetryAfter: BusyRetry);

    public static SyncError TooManyConnectionsOfUser(int limit) => new(
        SyncErrorCodes.LimitExceeded,
        $"The user has {limit} connections, which is the server's limit; close some first, or raise ConnectionsPerUser.",
        Retryable: true,
        RetryAfter: BusyRetry);

    public static SyncError TooManyReads() => new(
        SyncErrorCodes.LimitExceeded,
        "Too many reads of the server's data sources wait already; ask again later.",
        Retryable: true,
        RetryAfter: BusyRetry);

    public static SyncError TooFast(string request, TimeSpan wait) => new(
        SyncErrorCodes.LimitExceeded,
        $"{request} comes too often on this connection; ask again in {wait.TotalMilliseconds:0} ms.",
        Retryable: true,
        RetryAfter: wait);

    public static SyncError NoSecrets() => InvalidRequest("This server takes no secrets; connect with a token, or register an authenticator with AddAuthenticator.");

    public static SyncError SourceUnavailable(string model) => new(
        SyncErrorCodes.SourceUnavailable,
        $"The data source of model '{model}' cannot answer at the moment; ask again later.",
        Retryable: true,
        RetryAfter: SourceRetry);

    public static SyncError ResolverUnavailable(string resolver) => new(
        SyncErrorCodes.SourceUnavailable,
        $"Resolver '{resolver}' cannot answer at the moment; ask again later.",
        Retryable: true,
        RetryAfter: SourceRetry);

    public static SyncError TooManyRows(string resolver, int limit) => new(
        SyncErrorCodes.LimitExceeded,
        $"Resolver '{resolver}' answers with more than {limit} rows, which is its limit; ask about less with another key, or raise MaxRows.");

    public static SyncError RowsTooLarge(string resolver, long limit) => new(
        SyncErrorCodes.LimitExceeded,
        $"The rows of resolver '{resolver}' have more than {limit} bytes, which is its limit; ask about less with another key, or raise MaxBytes.");

    public static SyncError NotACollection(string resolver) => InvalidRequest(
        $"'{resolver}' is a resolver, which has no collections; subscribe to it by a key, with SubscribeEntity.");

    public static SyncError NoMessages() => InvalidRequest("This server takes no messages; register a handler with AddMessageHandler.");

    public static SyncError NoCollections(string model) => InvalidRequest(
        $"Model '{model}' has no live collections, because its source answers no queries; subscribe to its entities, or give it a source that implements ICollectionSource.");

    public static SyncError TooManyMatches(string model, long matches, int limit) => new(
        SyncErrorCodes.LimitExceeded,
        $"The query on model '{model}' has no top and matches {matches} rows, more than the {limit} that the server takes; ask for a page with top, narrow the filter, or raise Limits.Query.Matches.");

    public static SyncError TooManyKnownKeys(int count, int limit) => new(
        SyncErrorCodes.LimitExceeded,
        $"SubscribeCollection names {count} knownKeys; at most {limit} are taken. Subscribe without lastSeq and knownKeys instead.");

    public static SyncError SignInFirst() => new(
        SyncErrorCodes.Unauthenticated,
        "Nobody has signed in on this connection; connect with a token, or call Authenticate, and ask again.");

    public static SyncError NotAllowed(string name, ClaimsPrincipal user) => user.Identity?.IsAuthenticated == true
        ? new SyncError(SyncErrorCodes.Forbidden, $"The user of this connection may not see '{name}'; sign in as somebody who may.")
        : SignInFirst();

    public static SyncError HiddenProperties(string model) => new(
        SyncErrorCodes.Forbidden,
        $"The query on model '{model}' names properties that the user of this connection may not see any more; leave them out.");

    public static SyncError Internal() => new(
        SyncErrorCodes.InternalError,
        "The server failed unexpectedly; the details are in its log.",
        Retryable: true,
        RetryAfter: SourceRetry);

    public static SyncError UnsupportedProtocol(IEnumerable<int> offered) => new(
        SyncErrorCodes.UnsupportedProtocol,
        $"This server speaks protocol {ProtocolVersion.Current}, the client offers {string.Join(", ", offered)}; update the older of the two.");

    public static SubscriptionError ToWire(SyncError error, string? requestId, string? subscriptionId = null, bool ended = true) => new()
    {
        RequestId = requestId,
        SubscriptionId = subscriptionId,
        Code = error.Code,
        Error = error.Message,
        Retryable = error.Retryable,
        Ended = ended,
        RetryAfterMs = error.RetryAfter is { } after ? (int)after.TotalMilliseconds : null,
    };

    /// <summary>A value of the caller's, short enough to be quoted in a message.</summary>
    public static string Quote(string value) => value.Length <= 64 ? value : string.Concat(value.AsSpan(0, 64), "…");
}
