using SyncHub.Chaos.Tests.Writing;
using SyncHub.Client;

namespace SyncHub.Chaos.Tests.Clients;

/// <summary>A live collection.</summary>
internal sealed class FollowedList<T> : Followed<CollectionData<T>>
    where T : class, IRow
{
    private readonly LiveCollection<T> _list;
    private readonly Shape<T> _shape;
    private readonly Truth _truth;
    private readonly WriteBook _book;

    public FollowedList(Follower follower, SyncClient client, Shape<T> shape, Truth truth, WriteBook book)
        : base(follower, shape.Name)
    {
        (_shape, _truth, _book) = (shape, truth, book);
        _list = client.SubscribeCollection(shape.Query);
        _list.StateChanged += (_, state) => Look(state);
    }

    /// <summary>What it shows.</summary>
    public IReadOnlyList<T> Rows => _list.DataOrDefault?.Entries ?? [];

    protected override IAsyncEnumerable<SyncState<CollectionData<T>>> StatesAsync(CancellationToken cancellation) => _list.States(cancellation);

    protected override async Task<string?> DifferenceAsync(CollectionData<T> data)
    {
        var (rows, total) = _shape.Of(await _truth.RowsAsync<T>());
        return rows.SequenceEqual(data.Entries) && total == data.Count ? null
            : $"at {_list.Version} shows {Text(data.Entries.Except(rows))} of {data.Count} where the database has {Text(rows.Except(data.Entries))} of {total}";
    }

    // Rows with a local change come from no write yet.
    protected override string? ComplaintOf(CollectionData<T> data) =>
        data.Entries.Where((_, index) => data.StatusAt(index) == RowStatus.Settled).Select(row => _book.ComplaintOf(row, Name)).FirstOrDefault(complaint => complaint is not null)
        ?? (_shape.ComplaintOf(data.Entries, data.Count, Follower.HasLocal) is { } complaint ? $"{complaint}, {Page(data)}" : null);

    private string Page(CollectionData<T> data) =>
        $"at {_list.Version}: {string.Join(' ', data.Entries.Select((row, index) => $"{row.Id}/{row.Write}/{data.StatusAt(index)}"))} of {data.Count}";

    private static string Text(IEnumerable<T> rows) => $"[{string.Join(", ", rows)}]";
}
