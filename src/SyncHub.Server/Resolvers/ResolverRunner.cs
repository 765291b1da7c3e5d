using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Errors;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Resolvers;

/// <summary>Calls a resolver's handler, and makes of whatever happens an outcome.</summary>
internal sealed partial class ResolverRunner(
    Resolver resolver, RowWriter writer, IServiceScopeFactory scopes, ServerMetrics metrics, TimeProvider time, ILogger<ResolverRunner> logger)
{
    /// <summary>Runs the handler for as long as it may take. Never throws.</summary>
    /// <param name="key">What is asked about.</param>
    /// <param name="identity">Whom it is for.</param>
    /// <param name="unwanted">Nobody waits any more.</param>
    public async Task<ResolverOutcome> RunAsync(string key, SessionIdentity identity, CancellationToken unwanted)
    {
        metrics.SourceRead(resolver.Name);
        using var late = new CancellationTokenSource(resolver.Settings.Timeout, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(unwanted, late.Token);
        try
        {
            // On a thread of its own, as it may block before its first await; and left alone where it does not heed the cancellation.
            var token = over.Token;
            return await Task.Run(() => HandleAsync(key, identity, token), token).WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (!unwanted.IsCancellationRequested)
            {
                LogTimedOut(resolver.Name, resolver.Settings.Timeout);
            }

            return new ResolverOutcome(null, SyncErrors.ResolverUnavailable(resolver.Name));
        }
    }

    private async Task<ResolverOutcome> HandleAsync(string key, SessionIdentity identity, CancellationToken over)
    {
        try
        {
            var rows = new ResolverRows(resolver.Name, writer, resolver.Settings);
            var services = scopes.CreateAsyncScope();
            await using (services.ConfigureAwait(false))
            {
                var context = new ResolverContext(identity, resolver.Settings.Sharing, services.ServiceProvider);
                await resolver.Handler(key, context, rows, over).ConfigureAwait(false);
            }

            return new ResolverOutcome(rows.Close(), null);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            throw;
        }
        catch (SyncException refusal)
        {
            return new ResolverOutcome(null, refusal.Error);
        }
        catch (Exception exception)
        {
            LogFailed(exception, resolver.Name);
            return new ResolverOutcome(null, SyncErrors.ResolverUnavailable(resolver.Name));
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The handler of resolver {Resolver} failed.")]
    private partial void LogFailed(Exception exception, string resolver);

    [LoggerMessage(2, LogLevel.Error, "The handler of resolver {Resolver} did not answer within {Timeout}.")]
    private partial void LogTimedOut(string resolver, TimeSpan timeout);
}
