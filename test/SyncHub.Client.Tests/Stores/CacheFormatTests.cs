using System.Text;
using SyncHub.Client.Collections;
using SyncHub.Client.Entities;
using SyncHub.Client.Mutations;
using SyncHub.Client.Stores;
using SyncHub.Client.Subscriptions;
using SyncHub.Queries;
using static SyncHub.Client.Tests.Collections.PageWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Stores;

public sealed class CacheFormatTests
{
    private const int Seed = 20261122;

    private static readonly CacheFormat Entity = new EntityKey("Note", 1).CacheFormat;
    private static readonly CacheFormat Page = PageOf(3);

    public static TheoryData<string> Contents { get; } = ["entity", "missing entity", "page", "empty page", "page without total"];

    [Theory]
    [MemberData(nameof(Contents))]
    public void Read_WhatWasWritten_IsTheSame(string name)
    {
        var (format, content) = Sample(name);

        var read = format.Read(format.Write(content).ToArray(), content.Version);

        Assert.Equal(content, read);
    }

    /// <summary>Every beginning, and thousands of copies with a byte changed: never an exception, never an entity that is none.</summary>
    [Theory]
    [MemberData(nameof(Contents))]
    public void Read_Damaged_IsNullOrWellFormed(string name)
    {
        var (format, content) = Sample(name);
        var bytes = format.Write(content).ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Null(format.Read(bytes.AsMemory(0, length), content.Version));
        }

        var random = new Random(Seed);
        for (var round = 0; round < 3_000; round++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            switch (format.Read(damaged, content.Version))
            {
                case EntityContent entity:
                    Assert.True(entity.Body.IsNull || EntityBody.IsObject(entity.Body), $"seed {Seed}, round {round}");
                    break;
                case CollectionContent page:
                    Assert.True(page.Rows.Length <= 3 && page.Rows.DistinctBy(row => row.Key).Count() == page.Rows.Length, $"seed {Seed}, round {round}");
                    break;
            }
        }
    }

    [Fact]
    public void Read_MoreRowsThanThePageHolds_IsNull()
    {
        var content = new CollectionContent([Row(1, "a"), Row(2, "b"), Row(3, "c")], 3, "id", At(5));

        Assert.Null(PageOf(2).Read(Page.Write(content), content.Version));
    }

    [Fact]
    public void Keys_OfDifferentSubscriptions_AreDifferent()
    {
        SubscriptionKey[] subscriptions =
        [
            new EntityKey("Note", 1), new EntityKey("Note", "1"), new EntityKey("Note", "number/1"), new EntityKey("Note/number", 1),
            new EntityKey("note", 1), new EntityKey("Note", ""), KeyOf("Note", 3), KeyOf("Note", 2), KeyOf("Task", 3),
        ];

        Assert.Equal(subscriptions.Length, subscriptions.Select(subscription => subscription.CacheFormat!.Key).Distinct().Count());
    }

    private static (CacheFormat Format, SubscriptionContent Content) Sample(string name) => name switch
    {
        "entity" => (Entity, new EntityContent(Raw("""{"id":1,"text":"ä\u0000\"","more":[1,{"a":null}]}"""), At(5))),
        "missing entity" => (Entity, new EntityContent(RawJson.Null, At(5))),
        "page" => (Page, new CollectionContent([Row(2, "b"), Row(1, "ö")], 7, "id", At(5))),
        "empty page" => (Page, new CollectionContent([], 0, "id", At(5))),
        _ => (Page, new CollectionContent([Row(1, "a")], null, "id", At(5))),
    };

    private static CacheFormat PageOf(int top) => KeyOf("Note", top).CacheFormat;

    private static CollectionKey KeyOf(string model, int top)
    {
        var schemas = new QuerySchemas(EntityJson.CreateOptions());
        var query = Query.Read(schemas.Get<Note>(), default, default, top);
        return new CollectionKey(model, query) { Judge = new RowJudge<Note>(query, schemas.Contract<Note>()) };
    }
}
