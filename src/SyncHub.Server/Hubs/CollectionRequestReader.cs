using System.Text.Json;
using SyncHub.Protocol;
using SyncHub.Queries;
using SyncHub.Server.Errors;
using SyncHub.Server.Feed;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Hubs;

/// <summary>Turns the argument of SubscribeCollection into a checked request.</summary>
internal sealed class CollectionRequestReader(FeedRegistry feeds, SyncHubLimits limits)
{
    private static readonly string[] Members =
        ["requestId", "model", "filter", "order", "top", "skip", "total", "lastSeq", "epoch", "knownKeys"];

    public CollectionRequest? Read(JsonElement json, Session session, out SyncError? error)
    {
        var reader = new RequestReader(HubMethods.SubscribeCollection, json, Members);
        var requestId = reader.RequestId(required: true);
        var modelName = reader.Text("model", required: true);
        var filter = reader.Optional("filter");
        var order = reader.Optional("order");
        var top = reader.Int("top");
        var skip = reader.Int("skip");
        var total = reader.Bool("total");
        var lastSeq = reader.Seq("lastSeq");
        var epoch = reader.Text("epoch", required: false);
        var knownKeysJson = reader.Array("knownKeys", required: false);
        error = reader.Error;
        if (error is not null)
        {
            return null;
        }

        if (!feeds.TryGet(modelName!, out var found) || found is not ModelFeed feed)
        {
            error = found is null ? SyncErrors.UnknownModel(modelName!) : SyncErrors.NotACollection(found.Name);
            return null;
        }

        if (!feed.HasCollections)
        {
            error = SyncErrors.NoCollections(feed.Model.Name);
            return null;
        }

        var (scope, refusal) = session.Judge(feed, session.Identity);
        if (scope is null)
        {
            error = refusal;
            return null;
        }

        error = ReadKeys(feed.Model, knownKeysJson, out var knownKeys);
        if (error is not null)
        {
            return null;
        }

        try
        {
            var query = feed.Model.ReadQuery(scope, filter, order, top, skip ?? 0, total ?? true, limits.Query);
            return new CollectionRequest(requestId!, feed, query, lastSeq, epoch, knownKeys);
        }
        catch (SyncException refused)
        {
            error = refused.Error;
            return null;
        }
    }

    private SyncError? ReadKeys(SyncModel model, JsonElement? json, out List<SyncKey>? keys)
    {
        keys = null;
        if (json is not { } array)
        {
            return null;
        }

        var limit = Math.Max(limits.Query.Matches, limits.Query.Top);
        if (array.GetArrayLength() > limit)
        {
            return SyncErrors.TooManyKnownKeys(array.GetArrayLength(), limit);
        }

        keys = new List<SyncKey>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
        {
            if (!model.TryParseKey(element, out var key))
            {
                return SyncErrors.InvalidRequest(
                    $"SubscribeCollection's knownKeys hold {SyncErrors.Quote(element.GetRawText())}, which is not a key of model '{model.Name}', whose keys are {model.KeyDescription}.");
            }

            keys.Add(key.Value);
        }

        return null;
    }
}
