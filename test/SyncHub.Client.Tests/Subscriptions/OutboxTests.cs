using System.Text.Json;
using SyncHub.Client.Subscriptions;

namespace SyncHub.Client.Tests.Subscriptions;

public sealed class OutboxTests
{
    private const int Seed = 99;

    [Fact]
    public void Take_RandomRequests_KeepsOrderAndStaysBelowTheLimit()
    {
        var random = new Random(Seed);
        var outbox = new Outbox { BatchBytes = 4_000 };
        var expected = new List<string>();
        for (var index = 0; index < 3_000; index++)
        {
            if (random.Next(50) == 0)
            {
                expected.Add($"-{index}");
                outbox.AddUnsubscribe($"-{index}");
            }
            else if (random.Next(3) == 0)
            {
                expected.Add($"{index}");
                Assert.True(outbox.TryAdd(Page($"{index}", random.Next(60))), $"seed {Seed}");
            }
            else
            {
                expected.Add($"{index}");
                Assert.True(outbox.TryAdd(Request($"{index}", new string('é', random.Next(250)))), $"seed {Seed}");
            }
        }

        var taken = new List<string>();
        while (outbox.Take() is { } next)
        {
            if (next is OutgoingCall.Subscribe call)
            {
                var bytes = JsonSerializer.SerializeToUtf8Bytes(call.ToCall(), WireJsonContext.Default.SubscribeManyRequest);
                Assert.True(bytes.Length < 4_000, $"{bytes.Length} bytes, seed {Seed}");
                taken.AddRange(call.Requests.Select(request => request.RequestId));
            }
            else
            {
                taken.AddRange(((OutgoingCall.Unsubscribe)next).SubscriptionIds);
            }
        }

        Assert.Equal(expected, taken);
        Assert.Equal(0, outbox.Count);
    }

    [Fact]
    public void Take_ManySmallRequests_AreAtMost500ACall()
    {
        var outbox = new Outbox { BatchBytes = long.MaxValue };
        for (var index = 0; index < 1_201; index++)
        {
            outbox.TryAdd(Request($"{index}", "k"));
        }

        Assert.Equal([500, 500, 201], Enumerable.Range(0, 3).Select(_ => ((OutgoingCall.Subscribe)outbox.Take()!).Requests.Count));
    }

    [Fact]
    public void Remove_BeforeTake_IsNotSent()
    {
        var outbox = new Outbox();
        outbox.TryAdd(Request("1", "a"));
        outbox.TryAdd(Request("2", "b"));
        outbox.Remove("1");
        outbox.Remove("7");

        Assert.Equal("2", Assert.Single(((OutgoingCall.Subscribe)outbox.Take()!).Requests).RequestId);
        Assert.Null(outbox.Take());
    }

    [Fact]
    public void TryAdd_TooLargeForAnyCall_IsRefused()
    {
        var outbox = new Outbox();

        Assert.False(outbox.TryAdd(Request("1", new string('k', 131_072))));
        Assert.Null(outbox.Take());
    }

    [Fact]
    public void For_ACollectionWithKeys_HasAShorterFormWithoutThem()
    {
        var request = Page("1", 5_000);

        Assert.False(new Outbox { BatchBytes = 8_192 }.TryAdd(request));
        Assert.True(new Outbox { BatchBytes = 8_192 }.TryAdd(request.Shorter!));
        Assert.Equal(("1", 5, null), (request.Shorter!.RequestId, request.Shorter.Collection!.LastSeq, request.Shorter.Collection.KnownKeys));
        Assert.Null(request.Shorter.Shorter);
    }

    private static OutgoingRequest Page(string id, int keys) => OutgoingRequest.For(new SubscribeCollectionRequest
    {
        RequestId = id,
        Model = "Note",
        Filter = RawJson.Parse("""{"text":{"$eq":"ü"}}"""),
        Top = 60,
        LastSeq = 5,
        Epoch = "e1",
        KnownKeys = [.. Enumerable.Range(0, keys).Select(key => SyncKey.FromString($"key-{key}"))],
    });

    private static OutgoingRequest Request(string id, string key) =>
        OutgoingRequest.For(new SubscribeEntityRequest { RequestId = id, Model = "Note", Key = key, LastSeq = 5, Epoch = "e1" });
}
