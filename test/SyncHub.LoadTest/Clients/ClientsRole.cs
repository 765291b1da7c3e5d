using System.Text.Json;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Processes;

namespace SyncHub.LoadTest.Clients;

/// <summary>Holds the connections and does what the coordinator says, line by line, until standard input ends.</summary>
internal static class ClientsRole
{
    public static async Task<int> RunAsync()
    {
        await using var fleet = new Fleet(TimeProvider.System);
        using var ending = new CancellationTokenSource();
        var keepAlive = KeepAlive.RunAsync(fleet, TimeProvider.System, ending.Token);

        await foreach (var line in StandardInput.ReadLines().ReadAllAsync(CancellationToken.None))
        {
            var command = JsonSerializer.Deserialize<ClientCommand>(line, JsonSerializerOptions.Web)!;
            var reply = await AnswerAsync(fleet, command);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(reply, JsonSerializerOptions.Web));
        }

        await ending.CancelAsync();
        await keepAlive;
        return 0;
    }

    private static async Task<ClientReply<object>> AnswerAsync(Fleet fleet, ClientCommand command)
    {
        try
        {
            return new ClientReply<object>(await ExecuteAsync(fleet, command), null);
        }
        catch (Exception exception)
        {
            return new ClientReply<object>(null, exception.Message);
        }
    }

    private static async Task<object> ExecuteAsync(Fleet fleet, ClientCommand command)
    {
        switch (command)
        {
            case OpenConnections open:
                return await fleet.OpenAsync(open);
            case Subscribe subscribe:
                return await fleet.SubscribeAsync(subscribe.Plan);
            case ExpectPushes expect:
                fleet.Expect(expect.PerConnection, expect.Unmeasured);
                return new Done();
            case AwaitPushes wait:
                return await fleet.AwaitAsync(TimeSpan.FromSeconds(wait.TimeoutSeconds));
            case StallReaders stall:
                fleet.Stall(stall.Count);
                return new Done();
            case WakeReaders wake:
                return await fleet.WakeAsync(wake.SentAt, TimeSpan.FromSeconds(wake.TimeoutSeconds));
            case CloseConnections:
                await fleet.CloseAsync();
                return new Done();
            default:
                throw new NotSupportedException($"The command {command.GetType().Name} is not known.");
        }
    }
}
