using System.Text.Json;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;
using SyncHub.Queries;
using SyncHub.Server;

namespace SyncHub.LoadTest.Server.LiveQueries;

/// <summary>Writes through SyncHub's data set, whose live queries do the rest.</summary>
internal sealed class SyncMessages(DataSet<Message, string> messages) : ILiveTarget
{
    public Target Target => Target.Sync;

    public Task SeedAsync(LivePlan plan, int firstRow, int count) => messages.CommitAsync(batch =>
    {
        for (var row = firstRow; row < firstRow + count; row++)
        {
            batch.Add(Message.Added(plan, row));
        }
    });

    public void LookAtAll()
    {
        var filter = JsonElement.Parse("""{"likes":{"$gte":0}}"""u8);
        messages.Count(Query.Read(Message.Schema, filter));
    }

    public Task WriteAsync(LivePlan plan, LiveWrite write, long stamp) =>
        messages.PatchAsync(LivePlan.RowId(write.Row), message => message.Written(plan, write, stamp));
}
