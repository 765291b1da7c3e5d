using System.Text.Json;
using SyncHub.Client.Mutations;
using SyncHub.Client.Subscriptions;
using SyncHub.Json;
using SyncHub.Protocol;
using SyncHub.Queries;

namespace SyncHub.Client.Collections;

/// <summary>One query on a model, however it was worded.</summary>
internal sealed record CollectionKey(string Model, Query Query) : SubscriptionKey(Model)
{
    public override ContentRules Rules => new CollectionRules(Query.Top);

    /// <summary>Judges rows by the query on this side of the wire. Not part of what the key is equal by.</summary>
    public required IRowJudge Judge { get; init; }

    public override ShownContent CreateOverlay() => new ShownCollection(Query, Judge);

    public override bool MayHold(RowWrite write) => write.Model == Model;

    public bool Equals(CollectionKey? other) => other is not null && Model == other.Model && Query.Equals(other.Query);

    public override int GetHashCode() => HashCode.Combine(Model, Query);

    public override OutgoingRequest Request(string requestId, SubscriptionContent? from)
    {
        using var query = JsonDocument.Parse(Query.Json);
        return OutgoingRequest.For(new SubscribeCollectionRequest
        {
            RequestId = requestId,
            Model = Model,
            Filter = RawJson.From(query.RootElement.GetProperty("filter")),
            Order = Query.Order.IsEmpty ? default : RawJson.From(query.RootElement.GetProperty("order")),
            Top = Query.Top,
            Skip = Query.Skip == 0 ? null : Query.Skip,
            Total = Query.Total ? null : false,
            LastSeq = from?.Version.Seq,
            Epoch = from?.Version.Epoch,
            KnownKeys = (from as CollectionContent)?.Rows.Select(row => SyncKey.FromString(row.Key)).ToList(),
        });
    }

    public override string ToString() => $"{Model} {Query}";
}
