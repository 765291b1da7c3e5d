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

using var http = new HttpClient();
var options = new SyncClientOptions
{
    SecretFactory = arguments.Name is { } name ? new BoardSignIn(http, arguments.Url, name).GetSecretAsync : null,
};
await using var sync = new SyncClient(arguments.Url, options);
sync.SignInFailed += (_, failed) => Print("not signed in", failed.Reason.Message);
sync.Connected += (_, _) => Print("connected", arguments.Url.ToString());
sync.Disconnected += (_, lost) => Print("disconnected", lost.Reason.Message);
sync.ReconnectAttempt += (_, next) => Print("retrying", $"attempt {next.Attempt} in {next.Delay.TotalSeconds:0.0} s");
sync.ReconnectFailed += (_, failed) => Print("given up", failed.Reason.Message);

try
{
    if (arguments.Task is { } id)
    {
        await using var task = sync.SubscribeEntity<TaskItem>(id);
        await PrintAsync(task.States(stop.Token), entity => entity?.ToString() ?? "no such task");
    }
    else
    {
        var board = arguments.Board;
        await using var open = sync.SubscribeCollection<TaskItem>(tasks => tasks
            .Where(task => task.BoardId == board && task.Status != TaskItemStatus.Done)
            .OrderByDescending(task => task.CreatedAt)
            .Take(10));
        await PrintAsync(open.States(stop.Token), data => Listing(board, data));
    }
}
catch (OperationCanceledException)
{
    Print("stopped", "good-bye");
}

return 0;

static async Task PrintAsync<T>(IAsyncEnumerable<SyncState<T>> states, Func<T, string> show)
{
    await foreach (var state in states)
    {
        var (name, text) = state switch
        {
            SyncState<T>.Cached cached => ("CACHED", show(cached.Data)),
            SyncState<T>.Synced synced => ("SYNCED", show(synced.Data)),
            SyncState<T>.Suspended suspended => ("SUSPENDED", show(suspended.Data)),
            SyncState<T>.Error error => ("ERROR", error.Reason.Message),
            _ => ("CONNECTING", "no data yet"),
        };
        Print(name, text);
    }
}

static string Listing(string board, CollectionData<TaskItem> tasks) => string.Join(
    Environment.NewLine,
    [$"{board}: {tasks.Entries.Count} of {tasks.Count} open tasks", .. tasks.Entries.Select(task => $"    {task}")]);

static void Print(string what, string text) =>
    Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss.fff}  {what,-12}  {text}");
