using System.Net.Http.Json;
using SyncHub.Client;

namespace SyncHub.EndToEnd.Tests.Snippets;

internal static class FollowingSnippets
{
    public static async Task InSixtySecondsAsync(Guid id, string board)
    {
        await using var sync = new SyncClient("http://localhost:5000/sync");
        await using var task = sync.SubscribeEntity<TaskItem>(id);
        await using var open = sync.SubscribeCollection<TaskItem>(tasks => tasks
            .Where(t => t.BoardId == board && t.Status != TaskItemStatus.Done).OrderByDescending(t => t.CreatedAt).Take(10));

        using var http = new HttpClient(new SyncMutationHandler()) { BaseAddress = new Uri("http://localhost:5000") };
        using var response = await sync
            .Mutate(m => m.Update<TaskItem>(id, change => change.Set(t => t.Title, "New")))
            .Via(ct => http.PatchAsJsonAsync($"/api/tasks/{id}", new { title = "New" }, ct));
    }

    public static async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await using var sync = new SyncClient("https://tasks.example/sync");
        sync.ConnectionStateChanged += (_, state) => Console.WriteLine(state);
        await sync.ConnectAsync(cancellationToken); // Not needed: subscribing connects.
    }

    public static async Task EntityAsync(SyncClient sync, Guid id, CancellationToken cancellationToken)
    {
        await using var task = sync.SubscribeEntity<TaskItem>(id);
        task.StateChanged += (_, state) => Show(state);
        TaskItem? first = await task.WhenSyncedAsync(cancellationToken);

        await foreach (var state in task.States(cancellationToken))
        {
            Show(state);
        }
    }

    public static async Task ListAsync(SyncClient sync, string board, CancellationToken cancellationToken)
    {
        await using var open = sync.SubscribeCollection<TaskItem>(tasks => tasks
            .Where(task => task.BoardId == board && task.Status != TaskItemStatus.Done)
            .OrderByDescending(task => task.CreatedAt)
            .Take(10));
        CollectionData<TaskItem> page = await open.WhenSyncedAsync(cancellationToken);
        Console.WriteLine($"{page.Entries.Count} of {page.Count}");
    }

    public static string States(SyncState<TaskItem?> state)
    {
        string text = state switch
        {
            SyncState<TaskItem?>.Connecting => "One moment…",
            SyncState<TaskItem?>.Synced { Data: { } task } => task.Title,
            SyncState<TaskItem?>.Synced => "There is no such task.",
            SyncState<TaskItem?>.Cached { Data: { } task } => $"{task.Title} (not live)",
            SyncState<TaskItem?>.Suspended { Data: { } task } => $"{task.Title} (not followed)",
            SyncState<TaskItem?>.Error error => error.Reason.Message,
            _ => "There was no such task.",
        };

        return text;
    }

    public static async Task ReadYourWritesAsync(LiveCollection<TaskItem> board, SyncVersion version, CancellationToken cancellationToken)
    {
        await board.WhenSeqAsync(version, cancellationToken);
    }

    public static async Task OtherThingsAsync(SyncClient sync, string board, Guid userId, CancellationToken cancellationToken)
    {
        await using var timeline = sync.SubscribeRows("timeline", userId);
        sync.MessageReceived += (_, message) => Show(message.Get<Toast>());
        await sync.SendAsync(new Typing(board), cancellationToken);
    }

    private static void Show(object? state) => Console.WriteLine(state);

    private sealed record Toast(string Text);

    private sealed record Typing(string Board);
}
