using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client;
using SyncHub.Server;
using SyncHub.Testing;

namespace SyncHub.EndToEnd.Tests;

/// <summary>The client's sign-in against a server that asks for one.</summary>
public sealed class SignInTests
{
    [Fact]
    public async Task SignInAsync_AfterBeingRefused_BringsTheHandleToLife()
    {
        await using var scene = await Scene.StartAsync(new TestServerSettings
        {
            Options = options => options.RequireSignIn = true,
            Services = services => services.AddSingleton<ISyncAuthenticator, Doorkeeper>(),
        });
        var secret = "wrong";
        var (client, _) = scene.Connect(options => options.SecretFactory = _ => ValueTask.FromResult<string?>(secret));
        await using var note = client.SubscribeEntity<Note>(1);
        var error = (SyncState<Note?>.Error)await Scene.WhenAsync(note, state => state is SyncState<Note?>.Error);
        Assert.Equal(SyncErrorCodes.Unauthenticated, error.Reason.Code);

        Assert.False(await client.SignInAsync());
        secret = "right";
        Assert.True(await client.SignInAsync());
        await Scene.WhenSyncedAsync(note, data => data is null);
    }

    private sealed class Doorkeeper : ISyncAuthenticator
    {
        public ValueTask<SyncGrant?> AuthenticateAsync(string secret, CancellationToken cancellationToken) => ValueTask.FromResult(
            secret == "right" ? new SyncGrant(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ada")], "secret")), DateTimeOffset.MaxValue) : null);
    }
}
