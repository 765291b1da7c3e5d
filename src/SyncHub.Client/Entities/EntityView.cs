using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Client.Subscriptions;
using SyncHub.Json;

namespace SyncHub.Client.Entities;

/// <summary>A subscription as seen by all handles of one type. Everything but <see cref="Current"/> belongs to the loop.</summary>
internal sealed class EntityView<T>(string model, SyncKey key, JsonTypeInfo<T> contract) : IEntityView
    where T : class
{
    private readonly List<LiveEntity<T>> _handles = [];
    private volatile Published<T> _current = Published<T>.Connecting;
    private RawJson _readBody;
    private T? _data;
    private SyncError? _unreadable;

    public Published<T> Current => _current;

    public void Publish(SubscriptionState state)
    {
        var next = new Published<T>(Show(state), state.Content?.Version);
        _current = next;
        foreach (var handle in _handles)
        {
            handle.Publish(next);
        }
    }

    public void Attach(LiveEntity<T> handle)
    {
        _handles.Add(handle);
        handle.Publish(_current);
    }

    public void Detach(LiveEntity<T> handle) => _handles.Remove(handle);

    private SyncState<T?> Show(SubscriptionState state)
    {
        if (state.Content is { } content)
        {
            Read(content.Body);
        }

        var reason = state.Error ?? (state.Content is null ? null : _unreadable);
        if (reason is not null)
        {
            var hasData = state.Content is not null && _unreadable is null;
            return new SyncState<T?>.Error(reason, hasData ? _data : null, hasData);
        }

        return state.Phase switch
        {
            SubscriptionPhase.Cached => new SyncState<T?>.Cached(_data),
            SubscriptionPhase.Synced => new SyncState<T?>.Synced(_data),
            SubscriptionPhase.Suspended => new SyncState<T?>.Suspended(_data),
            _ => new SyncState<T?>.Connecting(),
        };
    }

    // A body of the same memory is the same text: whoever holds the object read from it keeps that very object.
    private void Read(RawJson body)
    {
        if (!_readBody.IsAbsent && _readBody.Utf8.Equals(body.Utf8))
        {
            return;
        }

        _readBody = body;
        _unreadable = null;
        _data = null;
        try
        {
            _data = body.IsNull ? null : JsonSerializer.Deserialize(body.Utf8.Span, contract);
        }
#pragma warning disable CA1031 // Converters and constructors of the application's type throw what they like.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _unreadable = new SyncError(
                SyncClientErrorCodes.UnreadableEntity,
                $"The body of {model} '{key}' cannot be read as {typeof(T).Name}: {exception.Message} Make the type fit the server's model, or set EntityJsonOptions.");
        }
    }
}
