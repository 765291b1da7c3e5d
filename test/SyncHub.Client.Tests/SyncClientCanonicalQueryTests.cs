using SyncHub.Client.Tests.Scripted;

namespace SyncHub.Client.Tests;

public sealed class SyncClientCanonicalQueryTests
{
    [Fact]
    public async Task CanonicalQuery_TwoWordings_IsTheOneThatTheHandleHas()
    {
        await using var scripted = new ScriptedClient();
        await using var handle = scripted.Client.SubscribeCollection<Note>(q => q.Where(note => note.Text == "a" && note.Rank == 1).Take(3));
        var rank = 1;
        Assert.Equal(handle.Query, scripted.Client.CanonicalQuery<Note>(q => q.Where(note => note.Rank == rank).Where(note => note.Text == "a").Take(3)));
        rank = 2;
        Assert.NotEqual(handle.Query, scripted.Client.CanonicalQuery<Note>(q => q.Where(note => note.Rank == rank).Where(note => note.Text == "a").Take(3)));
    }

    [Fact]
    public async Task CanonicalQuery_None_IsAllAndSubscribesToNothing()
    {
        await using var scripted = new ScriptedClient();
        var query = scripted.Client.CanonicalQuery<Note>();
        Assert.Equal(SyncConnectionState.Idle, scripted.Client.ConnectionState);
        await using var handle = scripted.Client.SubscribeCollection<Note>();
        Assert.Equal(handle.Query, query);
    }

    [Fact]
    public async Task CanonicalQuery_NoEquivalent_IsRefused()
    {
        await using var scripted = new ScriptedClient();
        var exception = Assert.Throws<SyncException>(() => scripted.Client.CanonicalQuery<Note>(q => q.Where(note => note.Text.GetHashCode() == 1)));
        Assert.Equal(SyncErrorCodes.InvalidFilter, exception.Error.Code);
    }
}
