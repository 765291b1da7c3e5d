using SyncHub.Client.Subscriptions;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Subscriptions;

public sealed class EntityBodyTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"b":3}""", """{"a":1,"b":3}""")]
    [InlineData("""{"a":1}""", """{"b":{"c":[1]}}""", """{"a":1,"b":{"c":[1]}}""")]
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"x":3}}""", """{"a":{"x":3}}""")]
    [InlineData("""{"a":1}""", """{"a":null}""", """{"a":null}""")]
    [InlineData("""{"a":1.50,"é\"":12345678901234567890}""", "{}", """{"a":1.50,"é\"":12345678901234567890}""")]
    [InlineData("{}", "{}", "{}")]
    public void TryMerge_Objects_LaysTheChangeOverTheBody(string body, string change, string expected)
    {
        Assert.True(EntityBody.TryMerge(Raw(body), Raw(change), out var merged));
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(expected), System.Text.Json.Nodes.JsonNode.Parse(merged.ToString())), merged.ToString());
    }

    [Theory]
    [InlineData("null", "{}")]
    [InlineData("{}", "null")]
    [InlineData("[]", "{}")]
    [InlineData("{}", "1")]
    public void TryMerge_NoObject_IsRefused(string body, string change) =>
        Assert.False(EntityBody.TryMerge(Raw(body), Raw(change), out _));

    [Fact]
    public void TryMerge_AbsentOrBroken_IsRefused()
    {
        Assert.False(EntityBody.TryMerge(default, Raw("{}"), out _));
        Assert.False(EntityBody.TryMerge(Raw("{}"), new RawJson("{\"a\":"u8.ToArray()), out _));
    }
}
