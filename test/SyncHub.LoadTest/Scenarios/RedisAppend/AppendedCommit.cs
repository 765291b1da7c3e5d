using SyncHub.Json;
using SyncHub.Server.Log;

namespace SyncHub.LoadTest.Scenarios.RedisAppend;

/// <summary>The commit that both sides append: an update of one property, with the row before and after.</summary>
internal static class AppendedCommit
{
    public const string Model = "LoadItem";
    private const int TextLength = 145;

    public static Commit Value { get; } = new([
        new Change
        {
            Model = Model,
            Key = SyncKey.FromString("item-000000"),
            Kind = ChangeKind.Update,
            Before = Body(1),
            After = Body(2),
            Delta = new RawJson("""{"sentAt":2}"""u8.ToArray()),
        },
    ]);

    private static RawJson Body(int sentAt) => new(System.Text.Encoding.UTF8.GetBytes(
        $$"""{"id":"item-000000","title":"of everyday length","text":"{{new string('t', TextLength)}}","sentAt":{{sentAt}}}"""));
}
