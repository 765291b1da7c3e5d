using System.Text.Json;
using System.Text.Json.Nodes;
using SyncHub.Protocol;

namespace SyncHub.Abstractions.Tests.Protocol;

public sealed class GoldenFrameTests
{
    [Theory]
    [MemberData(nameof(GoldenFrame.Names), MemberType = typeof(GoldenFrame))]
    public void Record_ReadFromFrameAndWritten_IsTheFrame(string name)
    {
        var frame = GoldenFrame.Named(name);
        var contract = WireJsonContext.Default.GetTypeInfo(frame.Record)!;

        var record = JsonSerializer.Deserialize(frame.Payload.ToJsonString(), contract);
        var written = JsonNode.Parse(JsonSerializer.Serialize(record, contract));

        Assert.True(JsonNode.DeepEquals(frame.Payload, written), $"{name} is{Environment.NewLine}{frame.Payload}{Environment.NewLine}but was written as{Environment.NewLine}{written}");
    }

    [Fact]
    public void Frames_OfAllMessages_NameEveryMemberOfTheirRecord()
    {
        var missing =
            from message in GoldenFrame.Records
            let shown = GoldenFrame.All
                .Where(frame => (frame.Direction, frame.Method) == message.Key)
                .SelectMany(frame => frame.Payload.AsObject().Select(member => member.Key))
                .ToHashSet()
            from property in WireJsonContext.Default.GetTypeInfo(message.Value)!.Properties
            where !shown.Contains(property.Name)
            select $"{message.Key.Method}.{property.Name}";

        // Features of a client: none are defined, and so none can be shown.
        Assert.Equal(["Hello.features"], missing);
    }

    [Fact]
    public void ClientMethodsAndHubMethods_AllNames_HaveAFrame()
    {
        var names = new[] { typeof(ClientMethods), typeof(HubMethods) }
            .SelectMany(type => type.GetFields())
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(names.Order(), GoldenFrame.All.Select(frame => frame.Method).Distinct().Order());
    }
}
