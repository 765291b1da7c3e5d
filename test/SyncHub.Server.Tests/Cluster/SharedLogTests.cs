using Microsoft.Extensions.DependencyInjection;
using SyncHub.Protocol;
using SyncHub.Server.Cluster;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;
using SyncHub.Server.Tests.Authorization;
using SyncHub.Server.Tests.Resolvers;
using SyncHub.Testing;
using SyncHub.Testing.Cluster;

namespace SyncHub.Server.Tests.Cluster;

/// <summary>What two nodes tell each other through one log, while they have a bus: it is none of the bus's business.</summary>
public sealed class SharedLogTests : IDisposable
{
    private static readonly Who Ann = new("ann", "red", "lead");
    private static readonly Who Bob = new("bob", "red", "lead");

    private readonly InMemoryChangeLog _log = new(
        new[] { nameof(Secret), AccessNews.LogName, ResolverScene.Name, ResolverScene.Barrier }.ToDictionary(name => name, _ => ChangeRetention.Default), TimeProvider.System);

    private readonly InMemoryBusNode[] _bus;

    public SharedLogTests()
    {
        var bus = new InMemoryBus();
        _bus = [bus.Join("a"), bus.Join("b")];
    }

    [Fact]
    public async Task ReevaluateUser_OnOneNode_EndsWhatTheUserHasOnTheOtherAndLeavesOthersTheirs()
    {
        await using var a = await SecretServer.StartAsync(services: services => Join(services, 0));
        await using var b = await SecretServer.StartAsync(services: services => Join(services, 1));
        await b.Secrets.AddAsync(new Secret { Id = 1, OwnerId = "ann" });
        await b.Secrets.AddAsync(new Secret { Id = 2, OwnerId = "bob" });
        await using var ann = await b.ConnectAsync();
        await using var bob = await b.ConnectAsync();
        await ann.SignInAsync(Ann.Secret);
        await bob.SignInAsync(Bob.Secret);
        await ann.AskAsync(1);
        await ann.AskAllAsync("r2");
        await bob.AskAsync(2);

        b.Desk.Barred.Add("ann");
        await a.Access.ReevaluateUserAsync("ann");
        ServerCall[] ended = [await ann.NextAsync(), await ann.NextAsync()];
        await b.Secrets.PatchAsync(1, secret => { secret.Title = "ann only"; });
        await b.Secrets.PatchAsync(2, secret => { secret.Title = "bob's"; });

        Assert.All(ended, call => Assert.Equal("unauthenticated", call.Argument.Text("code")));
        Assert.Equal(ClientMethods.EntityUpdated, (await bob.NextAsync()).Method);
        await ann.HelloAsync(new { protocols = new[] { 1 } });
        Assert.Empty(ann.Waiting());
        Assert.Equal([0, 0], _bus.Select(node => node.Published));
    }

    [Fact]
    public async Task Notify_OnEitherNode_IsPushedToTheFollowersOfBothOnceEach()
    {
        await using var a = await ResolverScene.StartAsync(services: services => Join(services, 0));
        await using var b = await ResolverScene.StartAsync(services: services => Join(services, 1));
        var version = 0;
        a.Handler.Texts = b.Handler.Texts = _ => [$"{Volatile.Read(ref version)}"];
        await using var onA = await a.ConnectAsync();
        await using var onB = await b.ConnectAsync();
        await onA.SubscribeAsync(ResolverScene.Name, "k");
        await onB.SubscribeAsync(ResolverScene.Name, "k");

        foreach (var scene in new[] { a, b, a, b })
        {
            var next = $"{Interlocked.Increment(ref version)}";
            await scene.NotifyAsync();

            Assert.Equal(next, await ResolverScene.NextTextsAsync(onA));
            Assert.Equal(next, await ResolverScene.NextTextsAsync(onB));
        }

        await a.SettleAsync(onA);
        await b.SettleAsync(onB);
        Assert.Equal([0, 0], _bus.Select(node => node.Published));
    }

    public void Dispose() => _log.Dispose();

    private void Join(IServiceCollection services, int node) => services.AddSingleton<IChangeLog>(_log).AddSingleton<INodeBus>(_bus[node]);
}
