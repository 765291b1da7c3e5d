using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.SignIn;

/// <summary>SignInAsync in every state of the connection.</summary>
public sealed class SignInAgainTests
{
    [Fact]
    public async Task SignInAsync_WithoutAFactory_SaysWhatIsMissing()
    {
        await using var scripted = new ScriptedClient();
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => scripted.Client.SignInAsync());

        Assert.Contains("SecretFactory", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignInAsync_NotConnected_ConnectsAndIsTheConnectsOwnSignIn()
    {
        var secrets = new SecretSource();
        await using var scripted = secrets.Client();

        Assert.True(await scripted.Client.SignInAsync().Within());
        await scripted.SettledAsync();
        Assert.Equal(1, secrets.Asked);
    }

    /// <summary>The attempt may have taken the secret of whoever was there before.</summary>
    [Fact]
    public async Task SignInAsync_WhileAnAttemptIsUnderWay_AsksOnceMore()
    {
        var secrets = new SecretSource();
        await using var scripted = secrets.Client();
        var first = new TaskCompletionSource<AuthenticateResponse>();
        scripted.Server.OnAuthenticate = secret => secret == "t1" ? first.Task : Task.FromResult(new AuthenticateResponse { Ok = true });
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        Assert.Equal("t1", await connection.NextSecretAsync());
        var signedIn = scripted.Client.SignInAsync();
        await scripted.SettledAsync();
        Assert.False(signedIn.IsCompleted);
        first.SetResult(new AuthenticateResponse { Ok = false });

        Assert.True(await signedIn.Within());
        Assert.Equal("t2", await connection.NextSecretAsync());
    }

    [Fact]
    public async Task SignInAsync_WhileOneIsUnderWay_RunsAfterItOnceForAll()
    {
        var secrets = new SecretSource();
        await using var scripted = secrets.Client();
        var (_, connection) = await scripted.SyncedAsync();
        await connection.NextSecretAsync();
        var second = new TaskCompletionSource<AuthenticateResponse>();
        scripted.Server.OnAuthenticate = secret => secret == "t2" ? second.Task : Task.FromResult(new AuthenticateResponse { Ok = false });
        var early = scripted.Client.SignInAsync();
        Assert.Equal("t2", await connection.NextSecretAsync());
        Task<bool>[] late = [scripted.Client.SignInAsync(), scripted.Client.SignInAsync()];
        await scripted.SettledAsync();
        Assert.False(connection.HasSecret);
        second.SetResult(new AuthenticateResponse { Ok = true });

        Assert.True(await early.Within());
        Assert.All(await Task.WhenAll(late).Within(), Assert.False);
        Assert.Equal(3, secrets.Asked);
    }

    [Fact]
    public async Task SignInAsync_ConnectionBreaksMeanwhile_IsServedByTheNextOne()
    {
        await using var scripted = new SecretSource().Client();
        var (_, connection) = await scripted.SyncedAsync();
        await connection.NextSecretAsync();
        scripted.Server.OnAuthenticate = secret => secret == "t2" ? new TaskCompletionSource<AuthenticateResponse>().Task : Task.FromResult(new AuthenticateResponse { Ok = true });
        var signedIn = scripted.Client.SignInAsync();
        Assert.Equal("t2", await connection.NextSecretAsync());
        connection.Break();
        var next = await scripted.ReconnectedAsync();

        Assert.True(await signedIn.Within());
        Assert.Equal("t3", await next.NextSecretAsync());
        await connection.Disposed;
    }

    [Fact]
    public async Task SignInAsync_FactoryThrows_ThrowsAndTheConnectionGoesOn()
    {
        var secrets = new SecretSource();
        await using var scripted = secrets.Client();
        var (note, _) = await scripted.SyncedAsync();
        secrets.Give = _ => throw new InvalidOperationException("No vault.");
        var exception = await Assert.ThrowsAsync<SyncException>(() => scripted.Client.SignInAsync().Within());

        Assert.Equal(SyncClientErrorCodes.SignInFailed, exception.Error.Code);
        Assert.IsType<SyncState<Note?>.Synced>(note.State);
        await scripted.SettledAsync();
        Assert.Equal(0, scripted.Time.ArmedTimers);
    }

    [Fact]
    public async Task SignInAsync_GivenUp_Throws()
    {
        await using var scripted = new SecretSource().Client(configure: options => options.MaxReconnectAttempts = 0);
        scripted.Server.OnStart = (_, _) => throw new IOException("Down.");

        var exception = await Assert.ThrowsAsync<SyncException>(() => scripted.Client.SignInAsync().Within());
        Assert.Equal(SyncClientErrorCodes.ConnectFailed, exception.Error.Code);
    }

    [Fact]
    public async Task SignInAsync_ClientDisposedMeanwhile_Throws()
    {
        var scripted = new SecretSource().Client();
        var (_, connection) = await scripted.SyncedAsync();
        await connection.NextSecretAsync();
        scripted.Server.OnAuthenticate = _ => new TaskCompletionSource<AuthenticateResponse>().Task;
        var signedIn = scripted.Client.SignInAsync();
        await connection.NextSecretAsync();
        await scripted.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => signedIn.Within());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => scripted.Client.SignInAsync());
        Assert.Equal(0, scripted.Time.ArmedTimers);
    }

    [Fact]
    public async Task SignInAsync_NobodyAnyMore_ReplacesTheConnection()
    {
        var secrets = new SecretSource();
        await using var scripted = secrets.Client(configure: options => options.MaxReconnectAttempts = 0);
        var (note, connection) = await scripted.SyncedAsync();
        var reason = new TaskCompletionSource<SyncError>();
        scripted.Client.Disconnected += (_, disconnected) => reason.SetResult(disconnected.Reason);
        secrets.Give = _ => null;

        Assert.False(await scripted.Client.SignInAsync().Within());
        var next = await scripted.Server.NextAsync();
        await connection.Disposed;
        Assert.Equal(SyncClientErrorCodes.SignedOut, (await reason.Task.Within()).Code);
        var request = await next.NextRequestAsync();
        Assert.Equal(["subscribe"], next.Calls);
        await next.SendAsync(Error(SyncErrorCodes.Unauthenticated, requestId: request.RequestId));
        await note.WhenAsync(state => state is SyncState<Note?>.Error);
    }
}
