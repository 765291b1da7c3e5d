using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using SyncHub.Json;
using SyncHub.LoadTest.Contracts;
using SyncHub.Protocol;

namespace SyncHub.LoadTest.Server;

/// <summary>Sends the record that SyncHub would send, padded to the same length, with a plain group send.</summary>
internal sealed class BareTarget(IHubContext<BareHub> hub, TimeProvider time) : IPublishTarget
{
    private long _seq;

    public Target Target => Target.Bare;

    public Task SeedAsync(int count) => Task.CompletedTask;

    public Task PublishAsync(string key, long stamp, string? text, int paddingBytes)
    {
        var seq = Interlocked.Increment(ref _seq);
        var body = text is null
            ? string.Create(CultureInfo.InvariantCulture, $$"""{"sentAt":{{stamp}}}""")
            : string.Create(CultureInfo.InvariantCulture, $$"""{"sentAt":{{stamp}},"text":"{{text}}"}""");
        return hub.Clients.Group(key).SendAsync(ClientMethods.EntityUpdated, new EntityUpdated
        {
            SubscriptionId = new string('s', paddingBytes),
            Id = key,
            Change = new RawJson(Encoding.UTF8.GetBytes(body)),
            Version = new SyncVersion(seq, string.Empty, time.GetUtcNow()),
            Prev = seq - 1,
        });
    }
}
