using System.Globalization;
using SyncHub.Client.Collections;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Collections;

/// <summary>Short ways to write wire records of collections.</summary>
internal static class PageWire
{
    public static string Body(int id, string text) => $$"""{"id":{{id}},"text":"{{text}}"}""";

    /// <summary>Rows of which each letter is one: a is 1 with the text "a", and so on.</summary>
    public static string Rows(string letters) => $"[{string.Join(',', letters.Select(letter => Body(letter - 'a' + 1, $"{letter}")))}]";

    public static CollectionRow Row(int id, string text) => new(id.ToString(CultureInfo.InvariantCulture), Raw(Body(id, text)));

    public static Subscribed Page(string? requestId, string rows, long seq, long? total = null, string id = "s1", string? replaces = null, string epoch = Epoch) => new()
    {
        RequestId = requestId,
        Replaces = replaces,
        SubscriptionId = id,
        Kind = Subscribed.CollectionKind,
        Model = "Note",
        KeyName = "id",
        Mode = Subscribed.SnapshotMode,
        Data = Raw(rows),
        TotalCount = total,
        Version = At(seq, epoch),
    };

    public static Subscribed PageDelta(string? requestId, long seq, long? total = null, int[]? keys = null, params string[] entities) => new()
    {
        RequestId = requestId,
        SubscriptionId = "s1",
        Kind = Subscribed.CollectionKind,
        Model = "Note",
        KeyName = "id",
        Mode = Subscribed.DeltaMode,
        Keys = keys?.Select(key => (SyncKey)key).ToList(),
        Entities = keys is null ? null : [.. entities.Select(Raw)],
        TotalCount = total,
        Version = At(seq),
    };

    public static CollectionSnapshot Whole(string rows, long seq, long? total = null, string id = "s1", string epoch = Epoch) =>
        new() { SubscriptionId = id, Data = Raw(rows), TotalCount = total, Version = At(seq, epoch) };

    public static CollectionChanged Changed(long seq, long prev, long? total, params CollectionEdit[] edits) =>
        new() { SubscriptionId = "s1", Changes = edits, TotalCount = total, Version = At(seq), Prev = prev };

    public static CollectionEdit Insert(int index, int id, string text) =>
        new() { Type = CollectionEdit.Insert, Index = index, Entity = Raw(Body(id, text)) };

    public static CollectionEdit Update(int index, int id, string text) =>
        new() { Type = CollectionEdit.Update, Index = index, Id = id, Change = Raw($$"""{"text":"{{text}}"}""") };

    public static CollectionEdit Move(int from, int index, int id, string? text = null) =>
        new() { Type = CollectionEdit.Move, From = from, Index = index, Id = id, Change = text is null ? default : Raw($$"""{"text":"{{text}}"}""") };

    public static CollectionEdit Remove(int index, int id) => new() { Type = CollectionEdit.Remove, Index = index, Id = id };
}
