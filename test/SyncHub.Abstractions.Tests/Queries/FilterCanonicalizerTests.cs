namespace SyncHub.Abstractions.Tests.Queries;

public sealed class FilterCanonicalizerTests
{
    public static TheoryData<string, string> Forms => new()
    {
        // Nothing to say.
        { "null", "{}" },
        { "{}", "{}" },
        { """{"$and":[]}""", "{}" },
        { """{"$or":[]}""", """{"$or":[]}""" },
        { """{"$nor":[]}""", "{}" },
        { """{"$not":{}}""", """{"$or":[]}""" },
        { """{"$or":[{},{"likes":{"$eq":1}}]}""", "{}" },

        // Lists.
        { """{"likes":{"$in":[]}}""", """{"$or":[]}""" },
        { """{"likes":{"$nin":[]}}""", "{}" },
        { """{"likes":{"$in":[1]}}""", """{"likes":{"$eq":1}}""" },
        { """{"likes":{"$nin":[1,1]}}""", """{"likes":{"$ne":1}}""" },
        { """{"name":{"$in":["b",null,"a","b"]}}""", """{"name":{"$in":["a","b",null]}}""" },
        { """{"$or":[{"likes":{"$eq":2}},{"likes":{"$in":[1,3]}}]}""", """{"likes":{"$in":[1,2,3]}}""" },
        { """{"$or":[{"likes":{"$ne":2}},{"likes":{"$ne":3}}]}""", "{}" },
        { """{"likes":{"$in":[1,2],"$ne":2}}""", """{"likes":{"$eq":1}}""" },
        { """{"$and":[{"likes":{"$eq":1}},{"likes":{"$eq":2}}]}""", """{"$or":[]}""" },

        // What cannot be.
        { """{"likes":{"$eq":null}}""", """{"$or":[]}""" },
        { """{"likes":{"$ne":null}}""", "{}" },
        { """{"done":{"$ne":true}}""", """{"done":{"$eq":false}}""" },
        { """{"done":{"$in":[true,false]}}""", "{}" },
        { """{"flag":{"$ne":true}}""", """{"flag":{"$in":[false,null]}}""" },

        // Negation, where it is exact: null is matched by no range, and so by the negation of every range.
        { """{"$not":{"$not":{"likes":{"$eq":1}}}}""", """{"likes":{"$eq":1}}""" },
        { """{"$not":{"likes":{"$gt":1}}}""", """{"likes":{"$lte":1}}""" },
        { """{"$not":{"score":{"$gt":1}}}""", """{"$not":{"score":{"$gt":1}}}""" },
        { """{"$not":{"address.zip":{"$gt":1}}}""", """{"$not":{"address.zip":{"$gt":1}}}""" },
        { """{"$nor":[{"likes":{"$eq":1}},{"name":{"$startsWith":"a"}}]}""", """{"$and":[{"$not":{"name":{"$startsWith":"a"}}},{"likes":{"$ne":1}}]}""" },
        { """{"name":{"$regex":"a"},"$not":{"name":{"$regex":"a"}}}""", """{"$or":[]}""" },
        { """{"$or":[{"name":{"$regex":"a"}},{"$not":{"name":{"$regex":"a"}}}]}""", "{}" },

        // Ranges.
        { """{"likes":{"$gt":1,"$gte":1,"$lt":9,"$lte":5}}""", """{"$and":[{"likes":{"$gt":1}},{"likes":{"$lte":5}}]}""" },
        { """{"likes":{"$gt":5,"$lt":5}}""", """{"$or":[]}""" },
        { """{"likes":{"$gte":5,"$lt":5}}""", """{"$or":[]}""" },
        { """{"name":{"$gt":"😀","$lt":"～"}}""", """{"$or":[]}""" },
        { """{"name":{"$gt":"～","$lt":"😀"}}""", """{"$and":[{"name":{"$gt":"～"}},{"name":{"$lt":"\uD83D\uDE00"}}]}""" },

        // Patterns.
        { """{"name":{"$like":"a\\%b"}}""", """{"name":{"$eq":"a%b"}}""" },
        { """{"name":{"$like":"ab%%"}}""", """{"name":{"$startsWith":"ab"}}""" },
        { """{"name":{"$like":"%ab"}}""", """{"name":{"$endsWith":"ab"}}""" },
        { """{"name":{"$like":"%a\\_%"}}""", """{"name":{"$contains":"a_"}}""" },
        { """{"name":{"$like":"%"}}""", """{"name":{"$ne":null}}""" },
        { """{"name":{"$like":""}}""", """{"name":{"$eq":""}}""" },
        { """{"name":{"$like":"a%b"}}""", """{"name":{"$like":"a%b"}}""" },
        { """{"name":{"$contains":""}}""", """{"name":{"$ne":null}}""" },

        // One text for each value.
        { """{"price":{"$eq":"1.500"}}""", """{"price":{"$eq":1.5}}""" },
        { """{"big":{"$eq":"9007199254740993"}}""", """{"big":{"$eq":9007199254740993}}""" },
        { """{"ratio":{"$eq":-0.0}}""", """{"ratio":{"$eq":0}}""" },
        { """{"owner":{"$eq":"{0000000A-0000-0000-0000-000000000000}"}}""", """{"owner":{"$eq":"0000000a-0000-0000-0000-000000000000"}}""" },
        { """{"createdAt":{"$lt":"2026-01-01T02:00:00+02:00"}}""", """{"createdAt":{"$lt":"2026-01-01T00:00:00.0000000Z"}}""" },
        { """{"dueAt":{"$lt":"2026-01-01T00:00:00"}}""", """{"dueAt":{"$lt":"2026-01-01T00:00:00.0000000Z"}}""" },
        { """{"day":{"$eq":"2026-01-31"}}""", """{"day":{"$eq":"2026-01-31"}}""" },
        { """{"hour":{"$eq":"18:30"}}""", """{"hour":{"$eq":"18:30:00.0000000"}}""" },
        { """{"level":{"$in":["high","critical"]}}""", """{"level":{"$in":["critical","high"]}}""" },

        // Objects and collections.
        { """{"address":{"$eq":null}}""", """{"address":{"$eq":null}}""" },
        { """{"$not":{"tags":{"$eq":null}}}""", """{"tags":{"$ne":null}}""" },
        { """{"$not":{"tags":{"$contains":"a"}}}""", """{"$not":{"tags":{"$contains":"a"}}}""" },

        // Sorted and flat.
        { """{"name":{"$eq":"b"},"$and":[{"likes":{"$eq":1}},{"$and":[{"done":{"$eq":true}},{"likes":{"$eq":1}}]}]}""",
            """{"$and":[{"done":{"$eq":true}},{"likes":{"$eq":1}},{"name":{"$eq":"b"}}]}""" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Canonicalize_Form_IsTheCanonicalOne(string written, string canonical) =>
        Assert.Equal(canonical, Wire.Canonical(written).ToJson());

    [Fact]
    public void Canonicalize_ListsTooLongTogether_StayApart()
    {
        var lists = Enumerable.Range(0, 2).Select(part => $$"""{"likes":{"$in":[{{string.Join(',', Enumerable.Range(part * 600, 600))}}]} }""");

        Assert.IsType<SyncHub.Queries.OrFilter>(Wire.Canonical($$"""{"$or":[{{string.Join(',', lists)}}]}"""));
    }
}
