using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.Cluster;

namespace SyncHub.LoadTest.Clients.Cluster;

/// <summary>What one client follows, and where each of it stands. Answers come one after the other, and none while a request is being built.</summary>
internal sealed class HeldSubscriptions(HeldPlan plan, int client, Target target)
{
    private readonly List<int> _rooms = [.. plan.RoomsOf(client)];

    // By request id.
    private readonly Dictionary<string, (long Seq, string Epoch)> _positions = [];

    public AnswerModes Entities { get; private set; } = new(0, 0);

    public AnswerModes Collections { get; private set; } = new(0, 0);

    /// <summary>How many subscriptions there are; to a bare hub, groups.</summary>
    public int Count => plan.SubscriptionsPerClient;

    /// <summary>The record that asks for all, from where each stands. What was answered is counted anew.</summary>
    public string Request()
    {
        Entities = Collections = new AnswerModes(0, 0);
        return target == Target.Bare
            ? $$"""{"type":1,"invocationId":"1","target":"Join","arguments":[[{{string.Join(',', _rooms.SelectMany(room => new[] { $"\"{Entity(room)}\"", $"\"{Collection(room)}\"" }))}}]]}"""
            : $$"""{"type":1,"target":"SubscribeMany","arguments":[{"entities":[{{string.Join(',', _rooms.Select(EntityRequest))}}],"collections":[{{string.Join(',', _rooms.Select(CollectionRequest))}}]}]}""";
    }

    public void TakeAnswer(ReadOnlySpan<byte> record)
    {
        var request = RecordScan.RequestId(record);
        if (request.Length == 0)
        {
            return;
        }

        _positions[request] = (RecordScan.Seq(record), RecordScan.Epoch(record));
        var one = RecordScan.IsDelta(record) ? new AnswerModes(1, 0) : new AnswerModes(0, 1);
        (Entities, Collections) = request[0] == 'e' ? (Entities + one, Collections) : (Entities, Collections + one);
    }

    private static string Entity(int room) => string.Create(CultureInfo.InvariantCulture, $"e{room:D6}");

    private static string Collection(int room) => string.Create(CultureInfo.InvariantCulture, $"c{room:D6}");

    private string EntityRequest(int room) =>
        $$"""{"requestId":"{{Entity(room)}}","model":"{{HeldPlan.ItemModel}}","key":"{{ItemKeys.Of(HeldPlan.EntityOf(room))}}"{{Position(Entity(room))}}}""";

    // No row comes or goes, so the keys are always those of the plan.
    private string CollectionRequest(int room)
    {
        var position = Position(Collection(room));
        var known = position.Length == 0 ? "" : $",\"knownKeys\":[{string.Join(',', HeldPlan.KeysOf(room).Select(key => $"\"{key}\""))}]";
        return $$$"""{"requestId":"{{{Collection(room)}}}","model":"{{{plan.CollectionModel}}}","filter":{"room":{"$eq":"{{{HeldPlan.RoomId(room)}}}"}},"order":{"id":"ASC"},"top":10{{{position}}}{{{known}}}}""";
    }

    private string Position(string request) => _positions.TryGetValue(request, out var position)
        ? string.Create(CultureInfo.InvariantCulture, $",\"lastSeq\":{position.Seq},\"epoch\":\"{position.Epoch}\"")
        : "";
}
