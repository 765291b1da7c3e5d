using SyncHub;
using SyncHub.Client;
using TaskWatch;

if (!Arguments.TryParse(args, out var arguments, out var problem))
{
    await Console.Error.WriteLineAsync($"{problem}\n{Arguments.Usage}");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

await using var sync = new SyncClient(arguments.Url);
sync.Connected += (_, _) => Print("connected", arguments.Url.ToString());
sync.Disconnected += (_, lost) => Print("disconnected", lost.Reason.Message);
sync.ReconnectAttempt += (_, next) => Print("retrying", $"attempt {next.Attempt} in {next.Delay.TotalSeconds:0.0} s");
sync.ReconnectFailed += (_, failed) => Print("given up", failed.Reason.Message);

await using var task = sync.SubscribeEntity<TaskItem>(arguments.Task);
try
{
    await foreach (var state in task.States(stop.Token))
    {
        switch (state)
        {
            case SyncState<TaskItem?>.Connecting:
                Print("CONNECTING", "no data yet");
                break;
            case SyncState<TaskItem?>.Cached cached:
                Print("CACHED", Show(cached.Data));
                break;
            case SyncState<TaskItem?>.Synced synced:
                Print("SYNCED", Show(synced.Data));
                break;
            case SyncState<TaskItem?>.Suspended suspended:
                Print("SUSPENDED", Show(suspended.Data));
                break;
            case SyncState<TaskItem?>.Error error:
                Print("ERROR", error.Reason.Message);
                break;
        }
    }
}
catch (OperationCanceledException)
{
    Print("stopped", "good-bye");
}

return 0;

static string Show(TaskItem? task) => task?.ToString() ?? "no such task";

static void Print(string what, string text) =>
    Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss.fff}  {what,-12}  {text}");
