using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using SyncHub.Json;
using SyncHub.LoadTest.Contracts;
using SyncHub.Protocol;

namespace SyncHub.LoadTest.Server;

/// <summary>Sends the record that SyncHub would send, of the same length, with a plain group send.</summary>
internal sealed class BareTarget(IHubContext<BareHub> hub, TimeProvider time) : IPublishTarget
{
    // {"type":1,"target":"EntityUpdated","arguments":[…]} and the record separator.
    private static readonly int EnvelopeBytes =
        $$"""{"type":1,"target":"{{ClientMethods.EntityUpdated}}","arguments":[]}""".Length + 1;

    private long _seq;

    public Target Target => Target.Bare;

    public Task SeedAsync(int count) => Task.CompletedTask;

    public Task PublishAsync(string key, long stamp, string? text, int recordBytes)
    {
        var seq = Interlocked.Increment(ref _seq);
        var body = text is null
            ? string.Create(CultureInfo.InvariantCulture, $$"""{"sentAt":{{stamp}}}""")
            : string.Create(CultureInfo.InvariantCulture, $$"""{"sentAt":{{stamp}},"text":"{{text}}"}""");
        var push = new EntityUpdated
        {
            SubscriptionId = string.Empty,
            Id = key,
            Change = new RawJson(Encoding.UTF8.GetBytes(body)),
            Version = new SyncVersion(seq, "epoch", time.GetUtcNow()),
            Prev = seq - 1,
        };

        var missing = recordBytes - EnvelopeBytes - JsonSerializer.SerializeToUtf8Bytes(push).Length;
        var padded = missing > 0 ? push with { SubscriptionId = new string('s', missing) } : push;
        return hub.Clients.Group(key).SendAsync(ClientMethods.EntityUpdated, padded);
    }
}
