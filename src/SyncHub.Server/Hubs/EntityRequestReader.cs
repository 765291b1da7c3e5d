using System.Text.Json;
using SyncHub.Protocol;
using SyncHub.Server.Errors;
using SyncHub.Server.Feed;
using SyncHub.Server.Resolvers;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Hubs;

/// <summary>Turns the argument of SubscribeEntity into a checked request.</summary>
internal sealed class EntityRequestReader(FeedRegistry feeds, SyncHubLimits limits)
{
    private static readonly string[] Members = ["requestId", "model", "key", "lastSeq", "epoch"];

    public SubscribeRequest? Read(JsonElement json, out SyncError? error)
    {
        var reader = new RequestReader(HubMethods.SubscribeEntity, json, Members);
        var requestId = reader.RequestId(required: true);
        var modelName = reader.Text("model", required: true);
        var keyJson = reader.Any("key");
        var lastSeq = reader.Seq("lastSeq");
        var epoch = reader.Text("epoch", required: false);
        error = reader.Error;
        if (error is not null)
        {
            return null;
        }

        switch (feeds.TryGet(modelName!, out var found) ? found : null)
        {
            case ModelFeed feed:
                return Read(feed, requestId!, keyJson!.Value, lastSeq, epoch, out error);
            case ResolverFeed feed:
                return Read(feed, requestId!, keyJson!.Value, out error);
            default:
                error = SyncErrors.UnknownModel(modelName!);
                return null;
        }
    }

    private EntityRequest? Read(ModelFeed feed, string requestId, JsonElement keyJson, long? lastSeq, string? epoch, out SyncError? error)
    {
        if (!feed.Model.TryParseKey(keyJson, out var key))
        {
            error = SyncErrors.InvalidRequest(
                $"Key {SyncErrors.Quote(keyJson.GetRawText())} is not a key of model '{feed.Model.Name}', whose keys are {feed.Model.KeyDescription}.");
            return null;
        }

        if (key.Value.Text.Length > limits.KeyLength)
        {
            error = SyncErrors.InvalidRequest(
                $"The key of model '{feed.Model.Name}' has {key.Value.Text.Length} characters; the server takes at most {limits.KeyLength}.");
            return null;
        }

        error = null;
        return new EntityRequest(requestId, feed, key.Value, lastSeq, epoch);
    }

    // A resolver's answer is always a snapshot: what the caller holds does not matter.
    private ResolverRequest? Read(ResolverFeed feed, string requestId, JsonElement keyJson, out SyncError? error)
    {
        var key = RequestReader.TextOf(keyJson);
        error = string.IsNullOrEmpty(key)
                ? SyncErrors.InvalidRequest($"Key {SyncErrors.Quote(keyJson.GetRawText())} is not a key of resolver '{feed.Name}', whose keys are strings that are not empty.")
            : key.Length > limits.KeyLength
                ? SyncErrors.InvalidRequest($"The key of resolver '{feed.Name}' has {key.Length} characters; the server takes at most {limits.KeyLength}.")
            : null;
        return error is null ? new ResolverRequest(requestId, feed, key!) : null;
    }
}
