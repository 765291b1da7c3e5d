using SyncHub.Client.Entities;
using SyncHub.Client.Stores;
using SyncHub.Client.Subscriptions;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Stores;

public sealed class CacheQueueTests
{
    private static readonly CacheIdentity User = new(null, isKnown: true);

    [Fact]
    public void Add_SameKeyAgain_OnlyTheLastWriteIsTaken()
    {
        var queue = new CacheQueue(10);
        Assert.True(queue.TryAdd(Save("a", 1)));
        Assert.True(queue.TryAdd(Save("b", 2)));
        Assert.True(queue.TryAdd(Save("a", 3)));
        Assert.True(queue.TryAdd(new CacheJob.Remove("b")));

        Assert.Equal(["save a at 3", "remove b"], TakeAll(queue));
    }

    [Fact]
    public void Add_SameKeyAfterItWasTaken_IsTakenAgain()
    {
        var queue = new CacheQueue(10);
        queue.TryAdd(Save("a", 1));
        Assert.Equal(["save a at 1"], TakeAll(queue));
        queue.TryAdd(Save("a", 2));

        Assert.Equal(["save a at 2"], TakeAll(queue));
    }

    [Fact]
    public void Add_Full_RefusesLoadsAndSavesButNoChangeOfWhatWaits()
    {
        var queue = new CacheQueue(2);
        Assert.True(queue.TryAdd(Save("a", 1)));
        Assert.True(queue.TryAdd(Load("a")));

        Assert.False(queue.TryAdd(Save("b", 2)));
        Assert.False(queue.TryAdd(Load("b")));
        Assert.True(queue.TryAdd(Save("a", 3)));
        Assert.Equal(["save a at 3", "load a"], TakeAll(queue));
    }

    /// <summary>What must go goes, however much waits.</summary>
    [Fact]
    public void Add_RemovalToAFullQueue_BecomesAClearing()
    {
        var queue = new CacheQueue(2);
        queue.TryAdd(Save("a", 1));
        queue.TryAdd(Save("b", 2));

        Assert.True(queue.TryAdd(new CacheJob.Remove("c")));
        Assert.Equal(["clear"], TakeAll(queue));
    }

    [Fact]
    public async Task AddClear_Again_IsOneClearingBeforeWhatComesLater()
    {
        var queue = new CacheQueue(2);
        queue.TryAdd(Save("a", 1));
        var first = queue.AddClear();
        queue.TryAdd(Save("b", 2));
        var second = queue.AddClear();
        queue.TryAdd(Save("c", 3));

        var clear = Assert.IsType<CacheJob.Clear>(queue.Take());
        clear.Done.SetResult(null);
        Assert.Null(await first.Within());
        Assert.Null(await second.Within());
        Assert.Equal(["save c at 3"], TakeAll(queue));
    }

    [Fact]
    public async Task Complete_RefusesAndLetsTakeWhatWaits()
    {
        var queue = new CacheQueue(2);
        queue.TryAdd(Save("a", 1));
        queue.Complete();

        Assert.False(queue.TryAdd(Save("b", 2)));
        Assert.IsType<ObjectDisposedException>(await queue.AddClear().Within());
        Assert.True(await queue.WaitAsync().AsTask().Within());
        Assert.Equal(["save a at 1"], TakeAll(queue));
        Assert.False(await queue.WaitAsync().AsTask().Within());
    }

    private static CacheJob.Load Load(string key) => new(Slot(key), User);

    private static CacheJob.Save Save(string key, long seq) => new(Slot(key), new EntityContent(RawJson.Null, At(seq)), User);

    private static CacheSlot Slot(string key)
    {
        var subscription = new EntityKey("Note", key);
        return new CacheSlot(
            new Subscription(subscription, new SubscriptionState { Id = "7", Rules = subscription.Rules }), subscription.CacheFormat, key);
    }

    private static List<string> TakeAll(CacheQueue queue)
    {
        var taken = new List<string>();
        while (queue.Take() is { } job)
        {
            taken.Add(job switch
            {
                CacheJob.Load load => $"load {load.Slot.Key}",
                CacheJob.Save save => $"save {save.Key} at {save.Content.Version.Seq}",
                CacheJob.Remove remove => $"remove {remove.Key}",
                _ => "clear",
            });
        }

        return taken;
    }
}
