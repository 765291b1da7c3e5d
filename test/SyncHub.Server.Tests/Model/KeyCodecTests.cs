using System.Text.Json;
using SyncHub.Server.Model;

namespace SyncHub.Server.Tests.Model;

public sealed class KeyCodecTests
{
    private const string Refused = "";

    public static TheoryData<Type, string, string> Keys => new()
    {
        // What comes in as JSON, and the canonical JSON that it is; empty where it is no key.
        { typeof(sbyte), "-128", "-128" }, { typeof(sbyte), "127", "127" }, { typeof(sbyte), "128", Refused }, { typeof(sbyte), "-129", Refused },
        { typeof(byte), "0", "0" }, { typeof(byte), "255", "255" }, { typeof(byte), "256", Refused }, { typeof(byte), "-1", Refused },
        { typeof(short), "-32768", "-32768" }, { typeof(short), "32768", Refused },
        { typeof(ushort), "65535", "65535" }, { typeof(ushort), "65536", Refused },
        { typeof(int), "42", "42" }, { typeof(int), "\"42\"", "42" }, { typeof(int), "\"0042\"", "42" }, { typeof(int), "\"-7\"", "-7" },
        { typeof(int), "-0", "0" }, { typeof(int), "2147483647", "2147483647" }, { typeof(int), "2147483648", Refused },
        { typeof(int), "-2147483648", "-2147483648" }, { typeof(int), "\"2147483648\"", Refused }, { typeof(int), "99999999999999999999", Refused },
        { typeof(int), "1.0", Refused }, { typeof(int), "1e2", Refused }, { typeof(int), "1.5", Refused }, { typeof(int), "\"1.0\"", Refused },
        { typeof(int), "\"+1\"", Refused }, { typeof(int), "\" 1\"", Refused }, { typeof(int), "\"1 \"", Refused }, { typeof(int), "\"1\\u0000\"", Refused },
        { typeof(int), "\"\"", Refused }, { typeof(int), "\"-\"", Refused }, { typeof(int), "\"1,000\"", Refused }, { typeof(int), "\"0x1\"", Refused },
        { typeof(int), "\"\\u0661\"", Refused }, { typeof(int), "true", Refused }, { typeof(int), "null", Refused }, { typeof(int), "[1]", Refused },
        { typeof(int), "{}", Refused },
        { typeof(uint), "4294967295", "4294967295" }, { typeof(uint), "4294967296", Refused }, { typeof(uint), "-1", Refused },
        { typeof(long), "\"42\"", "\"42\"" }, { typeof(long), "\"0042\"", "\"42\"" }, { typeof(long), "42", Refused },
        { typeof(long), "\"-9223372036854775808\"", "\"-9223372036854775808\"" }, { typeof(long), "\"9223372036854775808\"", Refused },
        { typeof(ulong), "\"18446744073709551615\"", "\"18446744073709551615\"" }, { typeof(ulong), "\"-1\"", Refused }, { typeof(ulong), "1", Refused },
        { typeof(Guid), "\"6F9619FF-8B86-D011-B42D-00C04FC964FF\"", "\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"" },
        { typeof(Guid), "\"6f9619ff8b86d011b42d00c04fc964ff\"", "\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"" },
        { typeof(Guid), "\"{6f9619ff-8b86-d011-b42d-00c04fc964ff}\"", "\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"" },
        { typeof(Guid), "\"(6f9619ff-8b86-d011-b42d-00c04fc964ff)\"", "\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"" },
        { typeof(Guid), "\"6f9619ff\"", Refused }, { typeof(Guid), "\"\"", Refused }, { typeof(Guid), "1", Refused }, { typeof(Guid), "null", Refused },
        { typeof(string), "\"a b\"", "\"a b\"" }, { typeof(string), "\"A\"", "\"A\"" }, { typeof(string), "\"0042\"", "\"0042\"" },
        { typeof(string), "\"\\ud83d\\ude00\"", "\"\\uD83D\\uDE00\"" }, { typeof(string), "\" \"", "\" \"" },
        { typeof(string), "\"\\ud83d\"", Refused }, { typeof(string), "\"\"", Refused }, { typeof(string), "1", Refused }, { typeof(string), "null", Refused },
        { typeof(byte[]), "\"AQID\"", "\"AQID\"" }, { typeof(byte[]), "\"AQ==\"", "\"AQ==\"" }, { typeof(byte[]), "\"AQ\"", Refused },
        { typeof(byte[]), "\" AQ ID \"", "\"AQID\"" },
        { typeof(byte[]), "\"_-__\"", Refused }, { typeof(byte[]), "\"\"", Refused }, { typeof(byte[]), "[1,2]", Refused }, { typeof(byte[]), "1", Refused },
        { typeof(OrderId), "\"o-5\"", "\"o-5\"" }, { typeof(OrderId), "\"O-05\"", "\"o-5\"" }, { typeof(OrderId), "\"5\"", Refused },
        { typeof(OrderId), "5", Refused }, { typeof(MutteringId), "\"5\"", Refused },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void TryDecode_AnyJson_IsTheCanonicalKeyOrRefused(Type key, string json, string canonical)
    {
        var decoded = (string)typeof(KeyCodecTests).GetMethod(nameof(Decode), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(key)
            .Invoke(null, [json])!;

        Assert.Equal(canonical, decoded);
    }

    [Fact]
    public void TryEncode_WhatCannotTravel_IsRefused()
    {
        Assert.False(KeyCodecs.Find<string>()!.TryEncode("", out _));
        Assert.False(KeyCodecs.Find<string>()!.TryEncode("a\ud83d", out _));
        Assert.False(KeyCodecs.Find<byte[]>()!.TryEncode([], out _));
        Assert.False(KeyCodecs.Find<MutteringId>()!.TryEncode(new MutteringId(1), out _));
    }

    [Theory]
    [InlineData(typeof(int), "an integer from -2147483648 to 2147483647 as a number")]
    [InlineData(typeof(long), "an integer from -9223372036854775808 to 9223372036854775807 as a string")]
    [InlineData(typeof(Guid), "a Guid as a string")]
    [InlineData(typeof(string), "a string that is not empty")]
    [InlineData(typeof(byte[]), "bytes as a base64 string that is not empty")]
    [InlineData(typeof(OrderId), "a OrderId as a string")]
    public void Description_EachKind_SaysWhatIsExpected(Type key, string description)
    {
        var codec = typeof(KeyCodecs).GetMethod(nameof(KeyCodecs.Find))!.MakeGenericMethod(key).Invoke(null, [])!;

        Assert.Equal(description, codec.GetType().GetProperty("Description")!.GetValue(codec));
    }

    [Theory]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(double))]
    [InlineData(typeof(decimal))]
    [InlineData(typeof(DateTime))]
    [InlineData(typeof(DateTimeOffset))]
    [InlineData(typeof(object))]
    [InlineData(typeof(int[]))]
    public void Find_UnsupportedType_IsNull(Type key)
    {
        Assert.Null(typeof(KeyCodecs).GetMethod(nameof(KeyCodecs.Find))!.MakeGenericMethod(key).Invoke(null, []));
    }

    private static string Decode<TKey>(string json)
        where TKey : notnull
    {
        using var document = JsonDocument.Parse(json);
        var codec = KeyCodecs.Find<TKey>()!;
        return codec.TryDecode(document.RootElement, out var key) && codec.TryEncode(key, out var encoded)
            ? JsonSerializer.Serialize(encoded)
            : Refused;
    }
}
