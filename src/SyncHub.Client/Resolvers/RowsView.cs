using System.Collections.Immutable;
using System.Text.Json;
using SyncHub.Client.Handles;
using SyncHub.Client.Subscriptions;
using SyncHub.Protocol;

namespace SyncHub.Client.Resolvers;

/// <summary>A resolver's subscription, as rows that are read when they are asked for.</summary>
internal sealed class RowsView(RowsKey subscription, JsonSerializerOptions options) : LiveView<IReadOnlyList<SyncRow>>
{
    private ImmutableArray<ResolverRow> _read;
    private IReadOnlyList<SyncRow> _data = [];

    protected override IReadOnlyList<SyncRow> Data => _data;

    protected override SyncError? Unreadable => null;

    protected override void Read(SubscriptionContent? content)
    {
        ImmutableArray<ResolverRow> rows = content is RowsContent known ? known.Rows : [];

        // The same array is the same rows: whoever holds the list made of it keeps that very list.
        if (rows != _read)
        {
            _read = rows;
            _data = rows.Select(row => new SyncRow(row.Model, row.Data, options, subscription)).ToImmutableArray();
        }
    }
}
