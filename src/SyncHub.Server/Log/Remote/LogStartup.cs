using Microsoft.Extensions.Hosting;

namespace SyncHub.Server.Log.Remote;

/// <summary>
/// Waits for the log's server before anything else of the application starts, so that feeds find the log there: for a while, and then goes on
/// without, or fails.
/// </summary>
/// <param name="timeout">For how long it waits.</param>
/// <param name="isRequired">Whether it fails then.</param>
/// <param name="time">Measures the wait.</param>
internal abstract class LogStartup(TimeSpan timeout, bool isRequired, TimeProvider time) : IHostedLifecycleService
{
    /// <summary>What is wrong and the way out, when the server was not there in time.</summary>
    protected abstract string Failure { get; }

    /// <exception cref="InvalidOperationException">The server is out of reach, and the application is to fail then.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WhenReadyAsync(cancellationToken).WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!isRequired)
        {
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException(Failure, exception);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Completes when the log can be read.</summary>
    protected abstract Task WhenReadyAsync(CancellationToken cancellationToken);
}
