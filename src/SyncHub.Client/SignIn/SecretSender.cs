using SyncHub.Client.Loop;
using SyncHub.Client.Stores;
using SyncHub.Client.Telemetry;
using SyncHub.Protocol;

namespace SyncHub.Client.SignIn;

/// <summary>Asks the application for its secret and shows it to the server. Safe for use from any thread.</summary>
internal sealed class SecretSender(SyncClientOptions options, Func<CacheIdentity?> askUser)
{
    /// <summary>Signs in on a connection.</summary>
    /// <exception cref="SyncException">There was no answer to go by.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<SignInOutcome> SendAsync(Session session, CancellationToken cancellationToken)
    {
        if (options.SecretFactory is null)
        {
            return new SignInOutcome.Anonymous();
        }

        using var activity = SyncClientActivities.Start(SyncClientActivities.SignIn);
        try
        {
            var outcome = await ShowAsync(session, options.SecretFactory, cancellationToken).ConfigureAwait(false);
            activity?.SetTag(SyncClientTags.Outcome, outcome.GetType().Name.ToLowerInvariant());
            if (outcome is SignInOutcome.Refused)
            {
                activity?.Fail(SyncErrorCodes.Unauthenticated);
            }

            return outcome;
        }
        catch (Exception exception)
        {
            activity?.SetTag(SyncClientTags.Outcome, "failed");
            activity?.Fail(SyncClientErrorCodes.SignInFailed, exception.Message);
            throw;
        }
    }

    /// <summary>Signs in on a connection within <see cref="SyncClientOptions.ConnectTimeout"/>; never faults.</summary>
    public async Task<SignInOutcome> TrySendAsync(Session session)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, session.Ended);
        try
        {
            return await SendAsync(session, either.Token).ConfigureAwait(false);
        }
        catch (SyncException exception)
        {
            return new SignInOutcome.Failed(exception.Error);
        }
        catch (OperationCanceledException exception)
        {
            return new SignInOutcome.Failed(Failure($"Signing in took longer than ConnectTimeout ({options.ConnectTimeout:c}).", exception).Error);
        }
    }

    private async Task<SignInOutcome> ShowAsync(
        Session session, Func<CancellationToken, ValueTask<string?>> factory, CancellationToken cancellationToken)
    {
        var user = askUser();
        if (await AskAsync(factory, cancellationToken).ConfigureAwait(false) is not { Length: > 0 } secret)
        {
            return new SignInOutcome.Anonymous();
        }

        // Before the server hears of it: what it says from then on may be for somebody else than who was there at first.
        user = user == askUser() ? user : null;
        try
        {
            var response = await session.Connection.AuthenticateAsync(new AuthenticateRequest { Secret = secret }, cancellationToken).ConfigureAwait(false);
            return response.Ok ? new SignInOutcome.Accepted(response.ExpiresAt, user == askUser() ? user : null) : new SignInOutcome.Refused();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure($"The server did not answer {HubMethods.Authenticate}: {exception.Message}", exception);
        }
    }

    private static async Task<string?> AskAsync(Func<CancellationToken, ValueTask<string?>> factory, CancellationToken cancellationToken)
    {
        try
        {
            // Not left to the factory alone: one that ignores its token must not hold the connection up.
            return await factory(cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure($"{nameof(SyncClientOptions.SecretFactory)} threw: {exception.Message}", exception);
        }
    }

    private static SyncException Failure(string message, Exception inner) =>
        new(new SyncError(SyncClientErrorCodes.SignInFailed, message, Retryable: true), inner);
}
