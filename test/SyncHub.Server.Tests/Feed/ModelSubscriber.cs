using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using SyncHub.Protocol;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Tests.Feed;

/// <summary>A subscriber that follows the protocol's rules to the letter and fails on the first message that breaks the contract.</summary>
internal sealed class ModelSubscriber
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _asked = new();
    private readonly FeedHarness _harness;
    private readonly SyncKey _key;
    private readonly bool _everySeqIsMine;
    private int _requests;

    public ModelSubscriber(FeedHarness harness, SyncKey key, bool everySeqIsMine)
    {
        _harness = harness;
        _key = key;
        _everySeqIsMine = everySeqIsMine;
        Session = harness.Open(Receive);
    }

    public Session Session { get; }

    public string? SubscriptionId { get; private set; }

    public long Position { get; private set; }

    public string? Epoch { get; private set; }

    public JsonObject? Data { get; private set; }

    public string? Violation { get; private set; }

    public int Deltas { get; private set; }

    public int Pushes { get; private set; }

    public Task SubscribeAsync(bool resume)
    {
        var requestId = $"r{++_requests}";
        var done = _asked[requestId] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = resume && Epoch is not null;
        var error = Session.Ask(new EntityRequest(requestId, _harness.Feed, _key, held ? Position : null, held ? Epoch : null));
        Assert.Null(error);
        return done.Task;
    }

    public async Task UnsubscribeAsync()
    {
        var id = SubscriptionId!;
        Assert.True(await Session.UnsubscribeAsync(id));
        SubscriptionId = null;
    }

    private void Receive(object message)
    {
        switch (message)
        {
            case Subscribed answer:
                Apply(answer);
                if (answer.RequestId is { } id && _asked.TryRemove(id, out var done))
                {
                    done.TrySetResult();
                }

                break;
            case EntityPush push:
                Apply(push);
                break;
        }
    }

    private void Apply(Subscribed answer)
    {
        if (answer.Mode == Subscribed.SnapshotMode)
        {
            Data = answer.Data.IsNull ? null : JsonNode.Parse(answer.Data.ToString())!.AsObject();
        }
        else
        {
            Deltas++;
            foreach (var change in answer.Changes!)
            {
                switch (change.Type)
                {
                    case EntityChange.Update when Data is not null:
                        Merge(change.Change.ToString());
                        break;
                    default:
                        Violation ??= $"a delta holds {change.Type} for {Data}";
                        break;
                }
            }
        }

        Position = answer.Version.Seq;
        Epoch = answer.Version.Epoch;
        SubscriptionId = answer.SubscriptionId;
    }

    private void Apply(EntityPush push)
    {
        Pushes++;
        if (push.SubscriptionId != SubscriptionId)
        {
            Violation ??= $"push {push.Version.Seq} for {push.SubscriptionId} while holding {SubscriptionId}";
        }

        if (push.Prev > Position || push.Version.Seq <= Position || (_everySeqIsMine && push.Version.Seq != Position + 1))
        {
            Violation ??= $"push {push.Version.Seq} after {push.Prev} at position {Position}";
        }

        switch (push)
        {
            case EntityAdded added:
                Data = JsonNode.Parse(added.Entity.ToString())!.AsObject();
                break;
            case EntityUpdated updated when Data is not null:
                Merge(updated.Change.ToString());
                break;
            case EntityUpdated:
                Violation ??= $"update {push.Version.Seq} of nothing";
                break;
            default:
                Data = null;
                break;
        }

        Position = push.Version.Seq;
    }

    private void Merge(string change)
    {
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            Data![name] = value?.DeepClone();
        }
    }
}
