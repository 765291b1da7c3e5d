using System.Text.Json;
using SyncHub.Protocol;
using SyncHub.Server.Errors;
using SyncHub.Server.Feed;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Hubs;

/// <summary>Turns the argument of SubscribeEntity into a checked request.</summary>
internal sealed class EntityRequestReader(FeedRegistry feeds, SyncHubLimits limits)
{
    private static readonly string[] Members = ["requestId", "model", "key", "lastSeq", "epoch"];

    public EntityRequest? Read(JsonElement json, out SyncError? error)
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

        if (!feeds.TryGet(modelName!, out var found) || found is not ModelFeed feed)
        {
            error = SyncErrors.UnknownModel(modelName!);
            return null;
        }

        if (!feed.Model.TryParseKey(keyJson!.Value, out var key))
        {
            error = SyncErrors.InvalidRequest(
                $"Key {SyncErrors.Quote(keyJson.Value.GetRawText())} is not a key of model '{feed.Model.Name}', whose keys are {feed.Model.KeyDescription}.");
            return null;
        }

        if (key.Value.Text.Length > limits.KeyLength)
        {
            error = SyncErrors.InvalidRequest(
                $"The key of model '{feed.Model.Name}' has {key.Value.Text.Length} characters; the server takes at most {limits.KeyLength}.");
            return null;
        }

        return new EntityRequest(requestId!, feed, key.Value, lastSeq, epoch);
    }
}
