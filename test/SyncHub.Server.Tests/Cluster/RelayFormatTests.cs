using System.Text;
using Microsoft.AspNetCore.SignalR;
using SyncHub.Server.Cluster;
using SyncHub.Server.Fanout;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Cluster;

/// <summary>What is written is read again, and nothing else does any harm.</summary>
public sealed class RelayFormatTests(ITestOutputHelper output)
{
    private const string Hub = "App.Häb";

    private static readonly SerializedMessage[] Forms = [new("json", Encoding.UTF8.GetBytes(new string('x', 300))), new("messagepack", ReadOnlyMemory<byte>.Empty)];

    private static readonly RelayMessage[] Messages =
    [
        new RelayMessage.Send(new FanoutTarget.All(), Forms),
        new RelayMessage.Send(new FanoutTarget.All(new HashSet<string> { "c1", "ünï" }), Forms),
        new RelayMessage.Send(new FanoutTarget.Group(new string('g', 200)), []),
        new RelayMessage.Send(new FanoutTarget.Group("", new HashSet<string> { "c1" }), Forms),
        new RelayMessage.Send(new FanoutTarget.Groups(["g", "h"]), Forms),
        new RelayMessage.Send(new FanoutTarget.Connections(["c1"]), Forms),
        new RelayMessage.Send(new FanoutTarget.Users(["anna", "", "bob"]), Forms),
        new RelayMessage.GroupChange("node", 1L << 40, "c1", "g", IsJoin: true),
        new RelayMessage.GroupChange("node", 0, "c1", "g", IsJoin: false),
        new RelayMessage.Done("node", long.MaxValue),
        new RelayMessage.Invoke("node", "node:1", "c1", Forms),
        new RelayMessage.Withdraw("node:1"),
        new RelayMessage.Pending("node", ["node:1", "node:2"]),
        new RelayMessage.Result("node", "node:1", Forms[0]),
        new RelayMessage.Disconnected("node", "node:1"),
    ];

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Messages.Length)];

    [Theory]
    [MemberData(nameof(Each))]
    public void Read_WhatWasWritten_IsTheSame(int index)
    {
        var written = RelayWriter.Write(Hub, 12_345, Messages[index]);

        Assert.True(RelayReader.TryRead(written, Hub, out var number, out var message));
        Assert.Equal(12_345, number);
        Assert.Equal(Describe(Messages[index]), Describe(message!));
        Assert.False(RelayReader.TryRead(written, "App.Other", out _, out _));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Read_CutShortOrGoneOn_IsAFormatException(int index)
    {
        var written = RelayWriter.Write(Hub, 12_345, Messages[index]).ToArray();

        for (var length = 0; length < written.Length; length++)
        {
            Assert.Throws<FormatException>(() => RelayReader.TryRead(written.AsMemory(0, length), Hub, out _, out _));
        }

        Assert.Throws<FormatException>(() => RelayReader.TryRead(written.Append((byte)0).ToArray(), Hub, out _, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_WithBytesChanged_IsReadOrAFormatException(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var refused = 0;
        for (var run = 0; run < 20_000; run++)
        {
            var bytes = RelayWriter.Write(Hub, 12_345, Messages[random.Next(Messages.Length)]).ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                RelayReader.TryRead(bytes, Hub, out _, out _);
            }
            catch (FormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 20_000);
    }

    private static string Describe(RelayMessage message) => message switch
    {
        RelayMessage.Send send => $"{Describe(send.Target)}: {Describe(send.Forms)}",
        RelayMessage.Invoke invoke => $"{invoke.Asker} invokes {invoke.InvocationId} of {invoke.ConnectionId}: {Describe(invoke.Forms)}",
        RelayMessage.Result result => $"{result.Asker} gets {result.InvocationId}: {Describe([result.Completion])}",
        RelayMessage.Pending pending => $"{pending.Asker} waits for {Join(pending.InvocationIds)}",
        _ => message.ToString(),
    };

    private static string Describe(IEnumerable<SerializedMessage> forms) =>
        string.Join(' ', forms.Select(form => $"{form.ProtocolName}={Convert.ToHexString(form.Serialized.Span)}"));

    private static string Describe(FanoutTarget target) => target switch
    {
        FanoutTarget.All all => $"all except {Join(all.ExceptConnectionIds)}",
        FanoutTarget.Group group => $"group {group.Name} except {Join(group.ExceptConnectionIds)}",
        FanoutTarget.Groups groups => $"groups {Join(groups.Names)}",
        FanoutTarget.Connections connections => $"connections {Join(connections.ConnectionIds)}",
        FanoutTarget.Users users => $"users {Join(users.UserIds)}",
        _ => throw new ArgumentException("unknown", nameof(target)),
    };

    private static string Join(IEnumerable<string>? texts) => texts is null ? "nobody" : $"[{string.Join('|', texts)}]";
}
