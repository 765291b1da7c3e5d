using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncHub.Protocol;
using SyncHub.Server.Authorization;
using SyncHub.Server.Errors;

namespace SyncHub.Server.Sessions;

/// <summary>Lets sessions become somebody by a secret, ends what has expired, and closes connections on which nobody signs in at all.</summary>
internal sealed partial class SignIn(
    IServiceScopeFactory scopes,
    IServiceProviderIsService registered,
    UserConnections users,
    AccessReview review,
    SessionTerminator terminator,
    Delays delays,
    IOptions<SyncHubOptions> options,
    TimeProvider time,
    ILogger<SignIn> logger)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(40);

    /// <summary>Whether anybody can sign in with a secret.</summary>
    public bool IsOffered { get; } = registered.IsService(typeof(ISyncAuthenticator));

    /// <summary>A connection has been made: watches over what its identity is worth, and for how long.</summary>
    public void Watch(Session session)
    {
        if (session.Origin.ExpiresAt is { } expiresAt)
        {
            At(expiresAt, session, () => EndOriginAsync(session), session.Ended);
        }

        Await(session);
    }

    // Nobody may stay for long without being somebody.
    private void Await(Session session)
    {
        if (options.Value.RequireSignIn && !session.Identity.IsAuthenticated)
        {
            At(time.GetUtcNow() + options.Value.Limits.SignInTime, session, () =>
            {
                if (!session.Identity.IsAuthenticated)
                {
                    LogNobodySignedIn(session.ConnectionId, options.Value.Limits.SignInTime);
                    terminator.Close(session, new Closing { Code = SyncErrorCodes.Unauthenticated, Reconnect = false });
                }

                return Task.CompletedTask;
            }, session.Ended);
        }
    }

    /// <summary>Signs in. When this completes, every subscription has been judged again.</summary>
    public async Task<AuthenticateResponse> AuthenticateAsync(Session session, string secret)
    {
        var asked = review.Current;
        if (await AskAsync(session, secret).ConfigureAwait(false) is not { } grant)
        {
            LogRefused(session.ConnectionId);
            return new AuthenticateResponse { Ok = false };
        }

        await AdoptAsync(session, grant, secret).ConfigureAwait(false);
        if (review.Current != asked)
        {
            // It may have passed this session by, which was somebody else then, while the grant is older than what it was about.
            await ReviewAsync(session).ConfigureAwait(false);
        }

        var identity = session.Identity;
        return identity.Secret == secret ? new AuthenticateResponse { Ok = true, ExpiresAt = identity.ExpiresAt } : new AuthenticateResponse { Ok = false };
    }

    /// <summary>Judges a session again: whoever signed in with a secret has it checked once more.</summary>
    public async Task ReviewAsync(Session session)
    {
        var before = session.Identity;
        if (before.Secret is not { } secret)
        {
            await session.IdentifyAsync(current => current).ConfigureAwait(false);
            return;
        }

        try
        {
            if (await AskAsync(session, secret).ConfigureAwait(false) is { } grant)
            {
                await AdoptAsync(session, grant, secret, unless: current => current.Secret != secret).ConfigureAwait(false);
                return;
            }
        }
        catch (Exception exception)
        {
            // What cannot be confirmed is taken away: the client can sign in again.
            LogReviewFailed(exception, session.ConnectionId);
        }

        // Not only the identity of before: another review may have renewed it meanwhile, by an older answer.
        await LeaveAsync(session, current => current.Secret == secret).ConfigureAwait(false);
    }

    /// <summary>Signing in failed unexpectedly.</summary>
    public void Failed(Session session, Exception exception) => LogSignInFailed(exception, session.ConnectionId);

    private async Task AdoptAsync(Session session, SyncGrant grant, string secret, Func<SessionIdentity, bool>? unless = null)
    {
        var isFull = false;
        var replaced = CancellationToken.None;
        var adopted = await session.IdentifyAsync(current =>
        {
            if (unless?.Invoke(current) == true)
            {
                return null;
            }

            // Along with the identity, so that whom the connection counts for is whom it stands for, and nobody once it has ended.
            isFull = !users.TryMove(session, grant.Principal.FindUserId());
            replaced = isFull ? replaced : session.NextGrant();
            return isFull ? null : current with { Principal = grant.Principal, Secret = secret, ExpiresAt = grant.ExpiresAt };
        }).ConfigureAwait(false);
        if (isFull)
        {
            throw new SyncException(session.Rates.Reached("connections-per-user", SyncErrors.TooManyConnectionsOfUser(options.Value.Limits.ConnectionsPerUser)));
        }

        if (adopted?.ExpiresAt is { } expiresAt)
        {
            At(expiresAt, session, () => LeaveAsync(session, current => ReferenceEquals(current.Principal, adopted.Principal) && current.ExpiresAt == adopted.ExpiresAt), replaced);
        }
    }

    /// <summary>The session is again who its connection was made for, if it still is whom that is about.</summary>
    private async Task LeaveAsync(Session session, Predicate<SessionIdentity> isAbout)
    {
        var left = await session.IdentifyAsync(current =>
        {
            if (!isAbout(current))
            {
                return null;
            }

            // It was let in before: there is a place for it, even one too many.
            users.Move(session, session.Origin.Principal.FindUserId());
            return session.Origin;
        }).ConfigureAwait(false);
        if (left is not null)
        {
            LogGrantEnded(session.ConnectionId);
            Await(session);
        }
    }

    // What the connection was let in for is over: with another grant it goes on, else it has to be made anew.
    private Task EndOriginAsync(Session session)
    {
        if (session.EndOrigin())
        {
            LogGrantEnded(session.ConnectionId);
            terminator.Close(session, new Closing { Code = SyncErrorCodes.Unauthenticated, Reconnect = true });
        }

        return Task.CompletedTask;
    }

    private async ValueTask<SyncGrant?> AskAsync(Session session, string secret)
    {
        using var late = new CancellationTokenSource(options.Value.SourceTimeout, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(session.Ended, late.Token);
        await using var scope = scopes.CreateAsyncScope();
        var authenticator = scope.ServiceProvider.GetRequiredService<ISyncAuthenticator>();
        var grant = await authenticator.AuthenticateAsync(secret, over.Token).AsTask().WaitAsync(over.Token).ConfigureAwait(false);
        return grant is null || grant.ExpiresAt <= time.GetUtcNow() ? null : grant;
    }

    private void At(DateTimeOffset when, Session session, Func<Task> action, CancellationToken ended)
    {
        var left = when - time.GetUtcNow();
        _ = delays.AfterAsync(
            left > LongestDelay ? LongestDelay : left < TimeSpan.Zero ? TimeSpan.Zero : left,
            () =>
            {
                if (left > LongestDelay)
                {
                    At(when, session, action, ended);
                }
                else
                {
                    _ = RunAsync(session, action);
                }
            },
            ended);
    }

    private async Task RunAsync(Session session, Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogReviewFailed(exception, session.ConnectionId);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Connection {ConnectionId} gave a secret that grants nothing.")]
    private partial void LogRefused(string connectionId);

    [LoggerMessage(2, LogLevel.Information, "Nobody signed in on connection {ConnectionId} within {Time}; it is closed.")]
    private partial void LogNobodySignedIn(string connectionId, TimeSpan time);

    [LoggerMessage(3, LogLevel.Information, "What connection {ConnectionId} was granted has ended.")]
    private partial void LogGrantEnded(string connectionId);

    [LoggerMessage(5, LogLevel.Error, "The authenticator failed for connection {ConnectionId}.")]
    private partial void LogSignInFailed(Exception exception, string connectionId);

    [LoggerMessage(4, LogLevel.Error, "What connection {ConnectionId} is granted could not be confirmed; it is taken away.")]
    private partial void LogReviewFailed(Exception exception, string connectionId);
}
