using System.Text.Json.Nodes;
using SyncHub.Json;
using SyncHub.Protocol;

namespace SyncHub.Abstractions.Tests.Protocol;

/// <summary>One file of test/protocol-frames: a message as it travels.</summary>
internal sealed record GoldenFrame(string Name, string Direction, string Method, JsonNode Payload, bool IsResult)
{
    private const string ToServer = "client-to-server";
    private const string ToClient = "server-to-client";

    /// <summary>Every message of the protocol, and the record that stands for it.</summary>
    public static IReadOnlyDictionary<(string Direction, string Method), Type> Records { get; } = new Dictionary<(string, string), Type>
    {
        [(ToServer, HubMethods.Hello)] = typeof(HelloRequest),
        [(ToServer, HubMethods.SubscribeEntity)] = typeof(SubscribeEntityRequest),
        [(ToServer, HubMethods.SubscribeCollection)] = typeof(SubscribeCollectionRequest),
        [(ToServer, HubMethods.SubscribeMany)] = typeof(SubscribeManyRequest),
        [(ToServer, HubMethods.Unsubscribe)] = typeof(UnsubscribeRequest),
        [(ToServer, HubMethods.Authenticate)] = typeof(AuthenticateRequest),
        [(ToServer, HubMethods.Send)] = typeof(RawJson),
        [(ToClient, HubMethods.Hello)] = typeof(HelloResponse),
        [(ToClient, HubMethods.Authenticate)] = typeof(AuthenticateResponse),
        [(ToClient, ClientMethods.Subscribed)] = typeof(Subscribed),
        [(ToClient, ClientMethods.EntityAdded)] = typeof(EntityAdded),
        [(ToClient, ClientMethods.EntityUpdated)] = typeof(EntityUpdated),
        [(ToClient, ClientMethods.EntityRemoved)] = typeof(EntityRemoved),
        [(ToClient, ClientMethods.CollectionSnapshot)] = typeof(CollectionSnapshot),
        [(ToClient, ClientMethods.CollectionChanged)] = typeof(CollectionChanged),
        [(ToClient, ClientMethods.RowsChanged)] = typeof(RowsChanged),
        [(ToClient, ClientMethods.Position)] = typeof(Position),
        [(ToClient, ClientMethods.SubscriptionError)] = typeof(SubscriptionError),
        [(ToClient, ClientMethods.Closing)] = typeof(Closing),
        [(ToClient, ClientMethods.Message)] = typeof(RawJson),
        [(ToClient, MutationHeaders.Result)] = typeof(MutationResult),
    };

    /// <summary>The record that stands for this message.</summary>
    public Type Record => Records[(Direction, Method)];

    public static IReadOnlyList<GoldenFrame> All { get; } = [.. Repository.Files("test/protocol-frames", "*.json").Select(Read)];

    public static TheoryData<string> Names => [.. All.Select(frame => frame.Name)];

    public static GoldenFrame Named(string name) => All.Single(frame => frame.Name == name);

    private static GoldenFrame Read(string path)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        var name = (string)json["name"]!;
        Assert.Equal(Path.GetFileNameWithoutExtension(path), name);
        var payload = json["result"] ?? Assert.Single(json["arguments"]!.AsArray());
        return new GoldenFrame(name, (string)json["direction"]!, (string)json["method"]!, payload!, json.ContainsKey("result"));
    }
}
