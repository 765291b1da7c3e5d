using SyncHub.Client.Tests.Collections;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Resolvers;

/// <summary>Short ways to write wire records of resolvers.</summary>
internal static class RowsWire
{
    /// <summary>Rows of which each letter is one: a is the note 1 with the text "a", and so on.</summary>
    public static IReadOnlyList<ResolverRow> RowsOf(string letters) =>
        [.. letters.Select(letter => new ResolverRow { Model = "Note", Data = Raw(PageWire.Body(letter - 'a' + 1, $"{letter}")) })];

    public static Subscribed Answer(string? requestId, string letters, long seq, string id = "s1", string? replaces = null, string epoch = Epoch) => new()
    {
        RequestId = requestId,
        Replaces = replaces,
        SubscriptionId = id,
        Kind = Subscribed.ResolverKind,
        Model = "report",
        KeyName = "key",
        Mode = Subscribed.SnapshotMode,
        Rows = RowsOf(letters),
        Version = At(seq, epoch),
    };

    public static RowsChanged NewRows(string letters, long seq, string id = "s1", string epoch = Epoch) =>
        new() { SubscriptionId = id, Rows = RowsOf(letters), Version = At(seq, epoch) };
}
