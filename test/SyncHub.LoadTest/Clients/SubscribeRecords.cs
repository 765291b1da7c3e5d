using System.Globalization;
using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Clients;

/// <summary>The records with which a connection subscribes.</summary>
internal static class SubscribeRecords
{
    // A request is about 130 bytes; 500 of them stay below the 128 KiB that a client's batch may have.
    private const int BatchSize = 500;

    public static IEnumerable<string> Build(Target target, IReadOnlyList<string> keys, (long Seq, string Epoch)? position) =>
        target == Target.Bare
            ? [$$"""{"type":1,"invocationId":"1","target":"Join","arguments":[[{{string.Join(',', keys.Select(key => $"\"{key}\""))}}]]}"""]
            : keys.Chunk(BatchSize).Select(batch => batch.Length == 1
                ? $$"""{"type":1,"target":"SubscribeEntity","arguments":[{{Entity(batch[0], position)}}]}"""
                : $$"""{"type":1,"target":"SubscribeMany","arguments":[{"entities":[{{string.Join(',', batch.Select(key => Entity(key, position)))}}]}]}""");

    private static string Entity(string key, (long Seq, string Epoch)? position)
    {
        var resume = position is var (seq, epoch)
            ? string.Create(CultureInfo.InvariantCulture, $",\"lastSeq\":{seq},\"epoch\":\"{epoch}\"")
            : string.Empty;
        return $$"""{"requestId":"{{key}}","model":"LoadItem","key":"{{key}}"{{resume}}}""";
    }
}
