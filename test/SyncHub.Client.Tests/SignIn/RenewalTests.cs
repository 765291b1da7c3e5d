using System.Collections.Concurrent;
using SyncHub.Client.Tests.Scripted;

namespace SyncHub.Client.Tests.SignIn;

/// <summary>Grants that end, on a clock that the test moves.</summary>
public sealed class RenewalTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Grant_BeforeItsEnd_IsRenewedOnTheSameConnectionAgainAndAgain()
    {
        await using var scripted = new SecretSource().Client(Hour);
        var (note, connection) = await scripted.SyncedAsync();
        Assert.Equal("t1", await connection.NextSecretAsync());
        for (var renewal = 2; renewal <= 5; renewal++)
        {
            await scripted.Time.WhenTimerArmedAsync(0.8 * Hour).Within();
            scripted.Time.Advance((0.8 * Hour) - Second);
            await scripted.SettledAsync();
            Assert.False(connection.HasSecret);
            scripted.Time.Advance(Second);
            Assert.Equal($"t{renewal}", await connection.NextSecretAsync());
        }

        Assert.IsType<SyncState<Note?>.Synced>(note.State);
        Assert.False(scripted.Server.HasNext);
    }

    [Fact]
    public async Task Grant_WithoutAnEnd_StartsNoTimer()
    {
        await using var scripted = new SecretSource().Client();
        await scripted.SyncedAsync();
        await scripted.SettledAsync();

        Assert.Equal(0, scripted.Time.ArmedTimers);
    }

    [Fact]
    public async Task Grant_OfAConnectionThatBroke_IsNotRenewed()
    {
        var secrets = new SecretSource();
        await using var scripted = secrets.Client(Hour);
        var (_, connection) = await scripted.SyncedAsync();
        await scripted.Time.WhenTimerArmedAsync(0.8 * Hour).Within();
        scripted.Server.OnStart = (_, _) => throw new IOException("Down.");
        connection.Break();
        await scripted.SettledAsync();
        scripted.Time.Advance(0.8 * Hour);
        await scripted.SettledAsync();

        Assert.Equal(1, secrets.Asked);
    }

    [Fact]
    public async Task Renewal_Fails_IsRepeatedUntilTheGrantHasEndedAndNoLonger()
    {
        var secrets = new SecretSource();
        await using var scripted = secrets.Client(Hour);
        var (_, connection) = await scripted.SyncedAsync();
        await scripted.Time.WhenTimerArmedAsync(0.8 * Hour).Within();
        secrets.Give = _ => throw new InvalidOperationException("No vault.");
        var failures = new ConcurrentQueue<SyncError>();
        var last = new TaskCompletionSource();
        scripted.Client.SignInFailed += (_, failed) =>
        {
            failures.Enqueue(failed.Reason);
            if (!failed.Reason.Retryable)
            {
                last.SetResult();
            }
        };
        scripted.Time.Advance(0.8 * Hour);
        for (var elapsed = TimeSpan.Zero; elapsed < 0.2 * Hour; elapsed += Second)
        {
            // The next wait is armed, or the last attempt was made at the grant's very end.
            await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(30)).Within();
            scripted.Time.Advance(Second);
        }

        await last.Task.Within();
        await scripted.SettledAsync();
        Assert.Equal(0, scripted.Time.ArmedTimers);
        Assert.All(failures, error => Assert.Equal(SyncClientErrorCodes.SignInFailed, error.Code));
        Assert.Equal([.. Enumerable.Repeat(true, failures.Count - 1), false], failures.Select(error => error.Retryable));

        // Waits of 1 to 30 seconds in 720: more than a steady 30 seconds, far fewer than one a second.
        Assert.InRange(failures.Count, 25, 200);
        Assert.Equal(SyncConnectionState.Connected, scripted.Client.ConnectionState);
        Assert.True(connection.HasSecret);
    }

    [Fact]
    public async Task Renewal_FailsOnce_GoesOnWithTheNextGrant()
    {
        var secrets = new SecretSource { Give = asked => asked == 2 ? throw new InvalidOperationException("No vault.") : $"t{asked}" };
        await using var scripted = secrets.Client(Hour);
        var (_, connection) = await scripted.SyncedAsync();
        await connection.NextSecretAsync();
        await scripted.Time.WhenTimerArmedAsync(0.8 * Hour).Within();
        scripted.Time.Advance(0.8 * Hour);
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(30)).Within();
        scripted.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("t3", await connection.NextSecretAsync());
        await scripted.Time.WhenTimerArmedAsync(remaining => remaining == 0.8 * Hour).Within();
    }

    [Fact]
    public async Task Renewal_Refused_IsToldAndNotRepeated()
    {
        await using var scripted = new SecretSource().Client(Hour);
        await scripted.SyncedAsync();
        await scripted.Time.WhenTimerArmedAsync(0.8 * Hour).Within();
        scripted.Server.OnAuthenticate = _ => Task.FromResult(new AuthenticateResponse { Ok = false });
        var told = new TaskCompletionSource<SyncError>();
        scripted.Client.SignInFailed += (_, failed) => told.SetResult(failed.Reason);
        scripted.Time.Advance(0.8 * Hour);

        Assert.Equal(SyncErrorCodes.Unauthenticated, (await told.Task.Within()).Code);
        await scripted.SettledAsync();
        Assert.Equal(0, scripted.Time.ArmedTimers);
    }

    [Fact]
    public async Task Renewal_ThatHangs_EndsWithTheConnectTimeoutAndIsRepeated()
    {
        await using var scripted = new SecretSource().Client(Hour, options => options.ConnectTimeout = TimeSpan.FromSeconds(90));
        var (_, connection) = await scripted.SyncedAsync();
        await connection.NextSecretAsync();
        await scripted.Time.WhenTimerArmedAsync(0.8 * Hour).Within();
        var told = new TaskCompletionSource<SyncError>();
        scripted.Client.SignInFailed += (_, failed) => told.TrySetResult(failed.Reason);
        scripted.Server.OnAuthenticate = _ => new TaskCompletionSource<AuthenticateResponse>().Task;
        scripted.Time.Advance(0.8 * Hour);
        Assert.Equal("t2", await connection.NextSecretAsync());
        scripted.Time.Advance(TimeSpan.FromSeconds(90));

        Assert.True((await told.Task.Within()).Retryable);
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(30)).Within();
    }

    /// <summary>A clock that is ahead sees every grant as over; the server must not be asked without a pause.</summary>
    [Fact]
    public async Task Grant_ThatIsOverByThisClock_IsRenewedEverMoreSlowly()
    {
        await using var scripted = new SecretSource().Client(-Hour);
        var (_, connection) = await scripted.SyncedAsync();
        await connection.NextSecretAsync();
        var waited = TimeSpan.Zero;
        for (var renewal = 0; renewal < 20; renewal++)
        {
            var wait = TimeSpan.Zero;
            await scripted.Time.WhenTimerArmedAsync(remaining =>
            {
                var isRenewal = remaining <= TimeSpan.FromSeconds(30);
                wait = isRenewal ? remaining : wait;
                return isRenewal;
            }).Within();
            scripted.Time.Advance(wait);
            waited += wait;
            await connection.NextSecretAsync();
        }

        // Twenty waits between 1 and 30 seconds; at a steady second it would be 20.
        Assert.InRange(waited, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(600));
    }
}
