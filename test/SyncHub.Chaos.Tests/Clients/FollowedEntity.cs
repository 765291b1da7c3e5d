using SyncHub.Chaos.Tests.Writing;
using SyncHub.Client;

namespace SyncHub.Chaos.Tests.Clients;

/// <summary>A live entity.</summary>
internal sealed class FollowedEntity<T> : Followed<T?>
    where T : class, IRow
{
    private readonly LiveEntity<T> _entity;
    private readonly int _key;
    private readonly Truth _truth;
    private readonly WriteBook _book;

    public FollowedEntity(Follower follower, SyncClient client, int key, Truth truth, WriteBook book)
        : base(follower, $"{typeof(T).Name} {key}")
    {
        (_key, _truth, _book) = (key, truth, book);
        _entity = client.SubscribeEntity<T>(key);
        _entity.StateChanged += (_, state) => Look(state);
    }

    public T? Data => _entity.DataOrDefault;

    protected override IAsyncEnumerable<SyncState<T?>> StatesAsync(CancellationToken cancellation) => _entity.States(cancellation);

    protected override async Task<string?> DifferenceAsync(T? data)
    {
        var row = (await _truth.RowsAsync<T>()).SingleOrDefault(row => row.Id == _key);
        return Equals(row, data) ? null : $"at {_entity.Version} shows {data} where the database has {row}";
    }

    // Status may be that of a later state than the data's.
    protected override string? ComplaintOf(T? data) =>
        data is null || Follower.HasShown(data.Write) ? null
        : data.Id != _key ? $"shows {data}"
        : _book.ComplaintOf(data, Name);
}
