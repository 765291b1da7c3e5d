using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncHub.Protocol;
using SyncHub.Server.Fanout;

namespace SyncHub.Server.Sessions;

/// <summary>Tells all clients that the server stops, and when to come back, before their connections are closed.</summary>
internal sealed partial class Drain(
    SessionRegistry sessions,
    AnswerSender answers,
    FanoutPump pump,
    IHostApplicationLifetime lifetime,
    IOptions<SyncHubOptions> options,
    TimeProvider time,
    ILogger<Drain> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // How long those who were told get to leave by themselves.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private int _registered;

    public void Register()
    {
        if (Interlocked.Exchange(ref _registered, 1) == 0)
        {
            lifetime.ApplicationStopping.Register(Stop);
        }
    }

    // The stopping token's callbacks are synchronous, and SignalR closes all connections in the next one: this one has to wait for
    // the farewells, but never long.
    private void Stop() => Task.Run(TellAllAsync).GetAwaiter().GetResult();

    private async Task TellAllAsync()
    {
        Session[] told = [.. sessions.Sessions];
        try
        {
            await Task.WhenAll(told.Select(TellAsync)).WaitAsync(Patience, time).ConfigureAwait(false);

            // What was handed over may still be in the transports' pipes, which SignalR drops. In real time: nobody waits for it who drives a clock.
            await Task.WhenAll(told.Select(session => Task.Delay(LastWords, TimeProvider.System, session.Ended))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (TimeoutException)
        {
            LogNotAllTold(Patience);
        }
    }

    private async Task TellAsync(Session session)
    {
        await answers.SendClosingAsync(session, new Closing
        {
            Code = Closing.ServerStopping,
            Reconnect = true,
            AfterMs = Random.Shared.Next((int)options.Value.DrainSpread.TotalMilliseconds + 1),
        }).ConfigureAwait(false);
        await pump.HandOffAsync(session.ConnectionId).ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Information, "Not all clients took their farewell within {Patience}.")]
    private partial void LogNotAllTold(TimeSpan patience);
}
