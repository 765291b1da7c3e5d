using System.Collections.Concurrent;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.SignIn;

/// <summary>Signing in at a connect, and what becomes of handles that were refused.</summary>
public sealed class SyncClientSignInTests
{
    private static readonly AuthenticateResponse No = new() { Ok = false };

    [Fact]
    public async Task Connect_WithASecret_SignsInBeforeAnythingIsSubscribedTo()
    {
        await using var scripted = new SecretSource().Client();
        var answer = new TaskCompletionSource<AuthenticateResponse>();
        scripted.Server.OnAuthenticate = _ => answer.Task;
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        Assert.Equal("t1", await connection.NextSecretAsync());
        Assert.Equal(SyncConnectionState.Connecting, scripted.Client.ConnectionState);
        Assert.False(connection.HasSubscribe);

        answer.SetResult(new AuthenticateResponse { Ok = true });
        await connection.NextRequestAsync();
        Assert.Equal(["sign in with t1", "subscribe"], connection.Calls);
        await scripted.SettledAsync();
        Assert.Equal(0, scripted.Time.ArmedTimers);
    }

    [Fact]
    public async Task Reconnect_AsksForTheSecretAgainAndSignsInFirst()
    {
        await using var scripted = new SecretSource().Client();
        var (_, connection) = await scripted.SyncedAsync();
        connection.Break();
        var next = await scripted.ReconnectedAsync();
        await next.NextRequestAsync();

        Assert.Equal(["sign in with t2", "subscribe"], next.Calls);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Connect_WithoutASecret_IsNobody(string? secret)
    {
        await using var scripted = new SecretSource { Give = _ => secret }.Client();
        var (_, connection) = await scripted.SyncedAsync();

        Assert.Equal(["subscribe"], connection.Calls);
        Assert.False(await scripted.Client.SignInAsync().Within());
        Assert.False(scripted.Server.HasNext);
    }

    [Fact]
    public async Task Connect_SecretRefused_SubscribesAllTheSameAndTells()
    {
        await using var scripted = new SecretSource().Client();
        scripted.Server.OnAuthenticate = _ => Task.FromResult(No);
        var story = new ConcurrentQueue<string>();
        var told = new TaskCompletionSource();
        scripted.Client.Connected += (_, _) => story.Enqueue("connected");
        scripted.Client.SignInFailed += (_, failed) =>
        {
            story.Enqueue($"{failed.Reason.Code} {failed.Reason.Retryable}");
            told.SetResult();
        };
        await scripted.SyncedAsync();
        await told.Task.Within();

        Assert.Equal(["connected", "unauthenticated False"], story);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connect_SignInFails_IsAFailedAttempt(bool isFactory)
    {
        var secrets = new SecretSource();
        await using var scripted = secrets.Client();
        if (isFactory)
        {
            secrets.Give = asked => asked == 1 ? throw new InvalidOperationException("No vault.") : "t2";
        }
        else
        {
            scripted.Server.OnAuthenticate = secret => secret == "t1" ? throw new InvalidOperationException("No vault.") : Task.FromResult(new AuthenticateResponse { Ok = true });
        }

        var reason = new TaskCompletionSource<SyncError>();
        scripted.Client.ReconnectAttempt += (_, attempt) => reason.TrySetResult(attempt.Reason);
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var refused = await scripted.Server.NextAsync();
        var next = await scripted.ReconnectedAsync();
        await next.NextRequestAsync();

        Assert.False(refused.HasSubscribe);
        Assert.Equal(["sign in with t2", "subscribe"], next.Calls);
        var error = await reason.Task.Within();
        Assert.Equal(SyncClientErrorCodes.SignInFailed, error.Code);
        Assert.Contains("No vault.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("t1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_FactoryThatNeverReturns_EndsWithTheConnectTimeout()
    {
        var hang = new TaskCompletionSource<string?>();
        await using var scripted = new ScriptedClient(options =>
        {
            options.ConnectTimeout = TimeSpan.FromSeconds(90);
            options.SecretFactory = _ => new ValueTask<string?>(hang.Task);
        });
        var reason = new TaskCompletionSource<SyncError>();
        scripted.Client.ReconnectAttempt += (_, attempt) => reason.TrySetResult(attempt.Reason);
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        await (await scripted.Server.NextAsync()).Started;
        scripted.Time.Advance(TimeSpan.FromSeconds(90));

        Assert.Contains("ConnectTimeout", (await reason.Task.Within()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_Unauthenticated_ComesBackWithAFreshSecret()
    {
        await using var scripted = new SecretSource().Client();
        var (note, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(new Closing { Code = SyncErrorCodes.Unauthenticated, Reconnect = true });
        await note.WhenAsync(state => state is SyncState<Note?>.Cached);
        var next = await scripted.ReconnectedAsync();
        Assert.Equal("t2", await next.NextSecretAsync());
        await next.SendAsync(Delta((await next.NextRequestAsync()).RequestId, 5));

        await note.WhenSyncedAsync().Within();
        await connection.Disposed;
    }

    [Theory]
    [InlineData(SyncErrorCodes.Forbidden, true)]
    [InlineData(SyncErrorCodes.Unauthenticated, true)]
    [InlineData(SyncErrorCodes.UnknownModel, false)]
    public async Task SignInAsync_Accepted_AsksAgainForWhatWasRefused(string code, bool isAsked)
    {
        await using var scripted = new SecretSource().Client();
        var (_, connection) = await scripted.SyncedAsync();
        await using var other = scripted.Client.SubscribeEntity<Note>(2);
        await connection.SendAsync(Error(code, requestId: (await connection.NextRequestAsync()).RequestId));
        await other.WhenAsync(state => state is SyncState<Note?>.Error);

        Assert.True(await scripted.Client.SignInAsync().Within());
        if (isAsked)
        {
            await connection.SendAsync(Snapshot((await connection.NextRequestAsync()).RequestId, """{"id":2,"text":"b"}""", 5, id: "s2"));
            Assert.Equal("b", (await other.WhenSyncedAsync().Within())!.Text);
        }
        else
        {
            await scripted.SentAsync(connection);
            Assert.IsType<SyncState<Note?>.Error>(other.State);
        }
    }

    [Fact]
    public async Task SignInAsync_Refused_IsFalseAndLeavesRefusedHandlesAlone()
    {
        await using var scripted = new SecretSource().Client();
        var (note, connection) = await scripted.SyncedAsync();
        await connection.SendAsync(Error(SyncErrorCodes.Forbidden, subscriptionId: "s1"));
        await note.WhenAsync(state => state is SyncState<Note?>.Error);
        scripted.Server.OnAuthenticate = _ => Task.FromResult(No);

        Assert.False(await scripted.Client.SignInAsync().Within());
        await scripted.SentAsync(connection);
        Assert.IsType<SyncState<Note?>.Error>(note.State);
    }

    /// <summary>Asked for as one user, refused after another has signed in: who was refused is not known, so it is asked once more.</summary>
    [Fact]
    public async Task Forbidden_ForARequestFromBeforeTheSignIn_IsAskedAgainOnce()
    {
        await using var scripted = new SecretSource().Client();
        var (_, connection) = await scripted.SyncedAsync();
        await using var other = scripted.Client.SubscribeEntity<Note>(2);
        var before = await connection.NextRequestAsync();
        var states = new ConcurrentQueue<string>();
        other.StateChanged += (_, state) => states.Enqueue(state.GetType().Name);
        Assert.True(await scripted.Client.SignInAsync().Within());

        await connection.SendAsync(Error(SyncErrorCodes.Forbidden, requestId: before.RequestId));
        var after = await connection.NextRequestAsync();
        Assert.NotEqual(before.RequestId, after.RequestId);
        await connection.SendAsync(Error(SyncErrorCodes.Forbidden, requestId: after.RequestId));
        await other.WhenAsync(state => state is SyncState<Note?>.Error);
        await scripted.SentAsync(connection);
        Assert.DoesNotContain("Synced", states);
        Assert.IsType<SyncState<Note?>.Error>(other.State);
    }
}
