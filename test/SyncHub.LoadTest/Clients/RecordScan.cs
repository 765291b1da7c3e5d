using System.Buffers.Text;
using System.Text;

namespace SyncHub.LoadTest.Clients;

/// <summary>Finds the few values that a measurement needs in a record's bytes, without parsing the rest.</summary>
internal static class RecordScan
{
    /// <summary>An entity's push; one that was read beside the log may come whole at first.</summary>
    public static bool IsPush(ReadOnlySpan<byte> record) =>
        record.IndexOf("\"target\":\"EntityUpdated\""u8) >= 0 || record.IndexOf("\"target\":\"EntityAdded\""u8) >= 0;

    public static bool IsCollectionPush(ReadOnlySpan<byte> record) =>
        record.IndexOf("\"target\":\"Collection"u8) >= 0;

    public static bool IsSubscribed(ReadOnlySpan<byte> record) => record.IndexOf("\"target\":\"Subscribed\""u8) >= 0;

    public static bool IsDelta(ReadOnlySpan<byte> record) => record.IndexOf("\"mode\":\"delta\""u8) >= 0;

    public static bool IsCompletion(ReadOnlySpan<byte> record) => record.StartsWith("{\"type\":3"u8);

    /// <summary>Whether the record tells of something that a measurement must not go on after.</summary>
    public static bool IsFailure(ReadOnlySpan<byte> record) =>
        record.IndexOf("\"SubscriptionError\""u8) >= 0
        || record.StartsWith("{\"type\":7"u8)
        || (IsCompletion(record) && record.IndexOf("\"ok\":false"u8) >= 0)
        || (!IsPush(record) && record.IndexOf("\"error\":"u8) >= 0);

    public static long SentAt(ReadOnlySpan<byte> record) => NumberAfter(record, "\"sentAt\":"u8);

    /// <summary>The seq of the record's own version, which follows any versions inside a delta.</summary>
    public static long Seq(ReadOnlySpan<byte> record) => NumberAfter(record, "\"seq\":"u8);

    public static string Epoch(ReadOnlySpan<byte> record) => TextAfter(record, record.LastIndexOf("\"epoch\":\""u8), "\"epoch\":\"".Length);

    /// <summary>The name that the request had; empty for none.</summary>
    public static string RequestId(ReadOnlySpan<byte> record) => TextAfter(record, record.IndexOf("\"requestId\":\""u8), "\"requestId\":\"".Length);

    private static string TextAfter(ReadOnlySpan<byte> record, int start, int length)
    {
        if (start < 0)
        {
            return string.Empty;
        }

        var value = record[(start + length)..];
        return Encoding.UTF8.GetString(value[..value.IndexOf((byte)'"')]);
    }

    private static long NumberAfter(ReadOnlySpan<byte> record, ReadOnlySpan<byte> name)
    {
        var start = record.LastIndexOf(name);
        return start >= 0 && Utf8Parser.TryParse(record[(start + name.Length)..], out long value, out _) ? value : -1;
    }
}
