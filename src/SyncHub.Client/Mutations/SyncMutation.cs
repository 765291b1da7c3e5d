using System.Collections.Immutable;
using SyncHub.Client.Mutations;
using SyncHub.Protocol;

namespace SyncHub.Client;

/// <summary>
/// A local change of rows that is shown at once and lies over the server's data until that contains it, see <see cref="SyncClient.Mutate"/>.
/// Safe for use from any thread.
/// </summary>
public sealed class SyncMutation
{
    private readonly IMutationHost _host;
    private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Outcome _outcome = new(MutationStatus.Pending, null);

    internal SyncMutation(IMutationHost host, string id, ImmutableArray<RowWrite> writes)
    {
        _host = host;
        (Id, Writes) = (id, writes);
    }

    /// <summary>The name under which the server knows the mutation: the value of the request header <see cref="MutationHeaders.Mutation"/>.</summary>
    public string Id { get; }

    /// <summary>What has become of it so far.</summary>
    public MutationStatus Status => _outcome.Status;

    /// <summary>Why it came to nothing; null while it has not.</summary>
    public SyncError? Error => _outcome.Error;

    /// <summary>
    /// Completes when the server is known to have taken the mutation. Fails with a <see cref="SyncException"/> where it came to nothing (the codes
    /// are in <see cref="SyncClientErrorCodes"/>), and with an <see cref="ObjectDisposedException"/> where the client went before.
    /// </summary>
    public Task Accepted => _accepted.Task;

    /// <summary>Completes when the server's data contains the mutation wherever it is shown. Fails as <see cref="Accepted"/> does.</summary>
    public Task Settled => _settled.Task;

    internal ImmutableArray<RowWrite> Writes { get; }

    /// <summary>Whether nothing more can become of it.</summary>
    internal bool IsOver => Status is not (MutationStatus.Pending or MutationStatus.Accepted);

    /// <summary>
    /// Takes the mutation back: it is no longer shown, as if it had never been made; others on the same row stay. Does nothing where the server
    /// has answered this mutation already, whatever else it has said meanwhile.
    /// </summary>
    public void Rollback() => _host.Revoke(this, MutationStatus.RolledBack, new SyncError(SyncClientErrorCodes.MutationRolledBack, "The application has taken the mutation back."));

    /// <summary>Marks the mutation as failed, for an application that calls its server without <see cref="Via{TResult}"/>. Otherwise like <see cref="Rollback"/>.</summary>
    /// <param name="reason">One sentence for <see cref="Error"/>.</param>
    public void Fail(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        _host.Revoke(this, MutationStatus.Failed, new SyncError(SyncClientErrorCodes.MutationFailed, reason));
    }

    /// <summary>Says that the server has taken the mutation, for an application that calls its server without <see cref="Via{TResult}"/>.</summary>
    /// <param name="result">What the server's answer says, see <see cref="MutationResult.TryParse"/>; null where it says nothing, so that the mutation's own push has to.</param>
    public void Accept(MutationResult? result = null) => _host.Answer(this, result?.Versions);

    /// <summary>Takes a failed mutation off <see cref="SyncClient.FailedMutations"/>: the user has seen it.</summary>
    public void Dismiss() => _host.Dismiss(this);

    /// <summary>
    /// Makes the application's own call for the mutation and ties the two: the call's requests carry <see cref="Id"/> where its
    /// <see cref="HttpClient"/> has a <see cref="SyncMutationHandler"/>; where the call throws, or its response is no success, the mutation has failed and is
    /// rolled back.
    /// </summary>
    /// <typeparam name="TResult">What the call gives.</typeparam>
    /// <param name="call">The call. An <see cref="HttpResponseMessage"/> that it gives is looked at, and the caller's to dispose of.</param>
    /// <param name="cancellationToken">Is given to the call.</param>
    /// <returns>What the call gave.</returns>
    /// <exception cref="Exception">The call threw it.</exception>
    public async Task<TResult> Via<TResult>(Func<CancellationToken, Task<TResult>> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        var exchange = new MutationExchange(Id);
        TResult result;
        try
        {
            // Flows into the call, and is over with this method.
            MutationExchange.Current = exchange;
            result = await call(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Fail($"The call failed: {exception.Message}");
            throw;
        }
        finally
        {
            exchange.End();
        }

        if (result is HttpResponseMessage { IsSuccessStatusCode: false } response)
        {
            Fail($"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.");
        }
        else if (exchange.IsRefused)
        {
            Fail("The server refused the call.");
        }
        else
        {
            _host.Answer(this, exchange.Versions);
        }

        return result;
    }

    /// <inheritdoc cref="Via{TResult}"/>
    public Task Via(Func<CancellationToken, Task> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Via(
            async token =>
            {
                await call(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    internal void Become(MutationStatus status, SyncError? error = null)
    {
        _outcome = new Outcome(status, error);
        switch (status)
        {
            case MutationStatus.Accepted:
                _accepted.TrySetResult();
                break;
            case MutationStatus.Settled:
                _accepted.TrySetResult();
                _settled.TrySetResult();
                break;
            default:
                Abandon(new SyncException(error!));
                break;
        }
    }

    internal void Abandon(Exception reason)
    {
        foreach (var awaited in new[] { _accepted, _settled })
        {
            awaited.TrySetException(reason);

            // Not everybody awaits both.
            _ = awaited.Task.Exception;
        }
    }

    private sealed record Outcome(MutationStatus Status, SyncError? Error);
}
