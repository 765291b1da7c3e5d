using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Client;
using SyncHub.Client.Collections;
using SyncHub.Client.Connection;
using SyncHub.Client.Dispatch;
using SyncHub.Client.Entities;
using SyncHub.Client.Handles;
using SyncHub.Client.Loop;
using SyncHub.Client.Mutations;
using SyncHub.Client.Subscriptions;
using SyncHub.Client.Telemetry;
using SyncHub.Json;
using SyncHub.Protocol;
using SyncHub.Queries;

namespace SyncHub.Benchmarks;

/// <summary>
/// What a client does with a push, from the wire's record to what a handle shows: one update of an entity, and a frame that changes 100 rows of
/// a collection. The baseline is what cannot be saved: reading the entity's JSON into an object.
/// </summary>
public class ClientPushBenchmarks
{
    private const int Pushes = 20_000;
    private const int Frames = 200;
    private const int Rows = 100;

    private readonly EntityUpdated[] _updates = new EntityUpdated[Pushes];
    private readonly CollectionChanged[] _changes = new CollectionChanged[Frames];
    private readonly CollectionSnapshot[] _snapshots = new CollectionSnapshot[Frames];
    private JsonTypeInfo<Message> _contract = null!;
    private byte[] _body = null!;
    private SubscriptionTable _table = null!;
    private LiveEntity<Message> _entity = null!;
    private LiveCollection<Message> _collection = null!;

    private readonly SilentHost _host = new();

    [GlobalSetup]
    public void Setup()
    {
        var options = new SyncClientOptions();
        var schemas = new QuerySchemas(options.EntityJsonOptions);
        var loop = new SerialLoop(NullLogger.Instance);
        var lists = new MutationList(_host.Dispatcher);
        _contract = schemas.Contract<Message>();
        _table = new SubscriptionTable(options, loop, new RetryDelay(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => 0), lists, lists, new SyncClientMetrics(null), NullLogger.Instance);
        _table.Opened(new Session(loop, new SilentConnection(), (_, _) => { }, (_, _) => { }), hello: null, user: null);

        _entity = new LiveEntity<Message>(_host, new EntityKey("Message", Id(0)), _contract, TimeSpan.FromSeconds(1), peeked: null);
        _table.Attach(_entity.Handle);
        var query = Query.Read(schemas.Get<Message>(), default, top: Rows);
        var key = new CollectionKey("Message", query) { Judge = new RowJudge<Message>(query, _contract) };
        _collection = new LiveCollection<Message>(_host, key, _contract, TimeSpan.FromSeconds(1), peeked: null);
        _table.Attach(_collection.Handle);
        _table.Receive(Answer("1.1", "entity", Subscribed.EntityKind, Body(0, 0)));
        _table.Receive(Answer("2.1", "collection", Subscribed.CollectionKind, Page(0)));

        _body = Body(0, 1).Utf8.ToArray();
        for (var seq = 1; seq <= Pushes; seq++)
        {
            _updates[seq - 1] = new EntityUpdated { SubscriptionId = "entity", Id = Id(0), Change = RawJson.Parse($$"""{"likes":{{seq}}}"""), Version = At(seq), Prev = seq - 1 };
        }

        for (var seq = 1; seq <= Frames; seq++)
        {
            _snapshots[seq - 1] = new CollectionSnapshot { SubscriptionId = "collection", Data = Page(seq), TotalCount = Rows, Version = At(seq) };
            _changes[seq - 1] = new CollectionChanged
            {
                SubscriptionId = "collection",
                Changes = [.. Enumerable.Range(0, Rows).Select(row => new CollectionEdit
                {
                    Type = CollectionEdit.Update,
                    Index = row,
                    Id = Id(row),
                    Change = RawJson.Parse($$"""{"likes":{{seq}}}"""),
                })],
                TotalCount = Rows,
                Version = At(seq),
                Prev = seq - 1,
            };
        }

        EntityUpdates();
        Check(_entity.DataOrDefault?.Likes == Pushes);
        CollectionEdits();
        Check(_collection.DataOrDefault!.Entries.All(message => message.Likes == Frames));
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Pushes)]
    public int ReadTheEntity()
    {
        Message? last = null;
        for (var push = 0; push < Pushes; push++)
        {
            last = JsonSerializer.Deserialize(_body, _contract);
        }

        return last!.Likes;
    }

    [Benchmark(OperationsPerInvoke = Pushes)]
    public void EntityUpdates()
    {
        _table.Receive(Answer(null, "entity", Subscribed.EntityKind, Body(0, 0)));
        foreach (var update in _updates)
        {
            _table.Receive(update);
        }
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public void CollectionEdits()
    {
        _table.Receive(Answer(null, "collection", Subscribed.CollectionKind, Page(0)));
        foreach (var change in _changes)
        {
            _table.Receive(change);
        }
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public void CollectionSnapshots()
    {
        foreach (var snapshot in _snapshots)
        {
            _table.Receive(snapshot);
        }
    }

    private static Guid Id(int row) => new(row, 0, 0, new byte[8]);

    private static SyncVersion At(long seq) => new(seq, "e1", DateTimeOffset.UnixEpoch);

    private static RawJson Page(int likes) => RawJson.Parse($"[{string.Join(',', Enumerable.Range(0, Rows).Select(row => Body(row, likes)))}]");

    private static RawJson Body(int row, int likes) => RawJson.Parse(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"{{Id(row)}}","roomId":"room 1","author":"author 1","text":"{{new string('x', 112)}}","createdAt":"2026-11-22T10:00:00.0000000Z","likes":{{likes}}}"""));

    private static Subscribed Answer(string? requestId, string id, string kind, RawJson data) => new()
    {
        RequestId = requestId,
        SubscriptionId = id,
        Kind = kind,
        Model = "Message",
        KeyName = "id",
        Mode = Subscribed.SnapshotMode,
        Data = data,
        TotalCount = Rows,
        Version = At(0),
    };

    private static void Check(bool isRight)
    {
        if (!isRight)
        {
            throw new InvalidOperationException("The pushes did not come to what they should.");
        }
    }
}
