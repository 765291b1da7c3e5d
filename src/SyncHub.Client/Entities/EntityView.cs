using System.Text.Json.Serialization.Metadata;
using SyncHub.Client.Handles;
using SyncHub.Client.Subscriptions;
using SyncHub.Json;

namespace SyncHub.Client.Entities;

/// <summary>An entity's subscription, read into one type.</summary>
internal sealed class EntityView<T>(string model, SyncKey key, JsonTypeInfo<T> contract) : LiveView<T?>
    where T : class
{
    private RawJson _readBody;
    private T? _data;
    private SyncError? _unreadable;
    private RowStatus _status;

    protected override T? Data => _data;

    protected override SyncError? Unreadable => _unreadable;

    protected override RowStatus Status => _status;

    // A body of the same memory is the same text: whoever holds the object read from it keeps that very object.
    protected override void Read(SubscriptionContent? content)
    {
        _status = (content as EntityContent)?.Status ?? RowStatus.Settled;
        if (content is not EntityContent { Body: var body } || (!_readBody.IsAbsent && _readBody.Utf8.Equals(body.Utf8)))
        {
            return;
        }

        _readBody = body;
        (_data, _unreadable) = body.IsNull ? (null, null) : BodyReader.Read(body, contract, model, key.Text);
    }
}
