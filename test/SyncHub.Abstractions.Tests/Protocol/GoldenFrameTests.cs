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
    public void Frames_OfCollectionEdits_NameEveryMember()
    {
        var edits = GoldenFrame.All.Where(frame => frame.Method == ClientMethods.CollectionChanged).SelectMany(frame => frame.Payload["changes"]!.AsArray());

        Assert.Equal(
            WireJsonContext.Default.CollectionEdit.Properties.Select(property => property.Name).Order(),
            edits.SelectMany(edit => edit!.AsObject().Select(member => member.Key)).Distinct().Order());
    }

    [Fact]
    public void CollectionFrames_SnapshotWithTheEditsOrTheDelta_AreTheLaterSnapshot()
    {
        var before = Rows(GoldenFrame.Named("subscribed-collection"));
        var after = Rows(GoldenFrame.Named("collection-snapshot"));

        var edited = before.ToList();
        foreach (var edit in GoldenFrame.Named("collection-changed").Payload["changes"]!.AsArray())
        {
            Apply(edited, edit!.AsObject());
            Assert.InRange(edited.Count, 0, before.Count);
        }

        AssertSame(after, edited);

        var delta = GoldenFrame.Named("subscribed-collection-delta").Payload;
        var bodies = before.Concat(delta["entities"]!.AsArray().Select(body => body!.AsObject())).ToLookup(body => (int)body["id"]!);
        AssertSame(after, delta["keys"]!.AsArray().Select(key => bodies[(int)key!].Last()));

        static List<JsonObject> Rows(GoldenFrame frame) => [.. frame.Payload["data"]!.AsArray().Select(row => row!.DeepClone().AsObject())];

        static void AssertSame(IEnumerable<JsonObject> expected, IEnumerable<JsonObject> actual) =>
            Assert.Equal(expected.Select(row => row.ToJsonString()), actual.Select(row => row.ToJsonString()));
    }

    [Fact]
    public void ClientMethodsAndHubMethods_AllNames_HaveAFrame()
    {
        var names = new[] { typeof(ClientMethods), typeof(HubMethods) }
            .SelectMany(type => type.GetFields())
            .Select(field => (string)field.GetRawConstantValue()!)
            .Append(MutationHeaders.Result);

        Assert.Equal(names.Order(), GoldenFrame.All.Select(frame => frame.Method).Distinct().Order());
    }

    [Fact]
    public void ToString_OfAnAuthenticateRequest_HidesTheSecret()
    {
        var text = new AuthenticateRequest { Secret = "s3cret" }.ToString();

        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.Contains("***", text, StringComparison.Ordinal);
    }

    private static void Apply(List<JsonObject> rows, JsonObject edit)
    {
        var index = (int)edit["index"]!;
        var (type, from) = ((string)edit["type"]!, (int?)edit["from"] ?? index);
        if (type == CollectionEdit.Insert)
        {
            rows.Insert(index, edit["entity"]!.AsObject());
            return;
        }

        var row = rows[from];
        Assert.Equal((int)edit["id"]!, (int)row["id"]!);
        rows.RemoveAt(from);
        if (type == CollectionEdit.Remove)
        {
            return;
        }

        var changed = row.DeepClone().AsObject();
        foreach (var (name, value) in edit["change"]?.AsObject() ?? [])
        {
            changed[name] = value?.DeepClone();
        }

        rows.Insert(index, changed);
    }
}
