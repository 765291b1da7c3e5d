using System.Text.Json;
using SyncHub.Protocol;
using SyncHub.Server.Feed;
using SyncHub.Server.Hubs;
using SyncHub.Server.Tests.Feed;

namespace SyncHub.Server.Tests.Hubs;

public sealed class EntityRequestReaderTests
{
    /// <summary>Half of a surrogate pair is valid JSON but no text: an error like any other, not an exception.</summary>
    [Theory]
    [InlineData("""{"requestId":"x","model":"\ud800","key":1}""", "x", "model")]
    [InlineData("""{"requestId":"\ud800","model":"Note","key":1}""", null, "requestId")]
    [InlineData("""{"requestId":"x","model":"Note","key":1,"epoch":"\ud800"}""", "x", "epoch")]
    [InlineData("""{"requestId":"x","model":"Note","key":"\ud800"}""", "x", "Key")]
    [InlineData("""{"requestId":"x","model":"Note","key":1,"\ud800":1}""", "x", "member")]
    [InlineData("""{"\ud800equestId":"x","model":"Note","key":1}""", null, "member")]
    public async Task Read_HalfASurrogatePair_IsAnInvalidRequest(string json, string? requestId, string named)
    {
        await using var harness = new FeedHarness();
        var reader = new EntityRequestReader(new FeedRegistry([harness.Feed]), new SyncHubLimits());
        using var document = JsonDocument.Parse(json);

        var request = reader.Read(document.RootElement, out var error);

        Assert.Null(request);
        Assert.Equal(SyncErrorCodes.InvalidRequest, error!.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Equal(requestId, RequestReader.RequestIdOf(document.RootElement));
    }
}
