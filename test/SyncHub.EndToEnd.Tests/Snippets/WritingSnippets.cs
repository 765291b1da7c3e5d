using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client;
using SyncHub.Protocol;

namespace SyncHub.EndToEnd.Tests.Snippets;

internal static class WritingSnippets
{
    public static async Task UpdateAsync(SyncClient sync, Guid id, string title, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SyncMutationHandler()) { BaseAddress = new Uri("https://tasks.example") };

        SyncMutation mutation = sync.Mutate(m => m.Update<TaskItem>(id, change => change.Set(task => task.Title, title)));
        using var response = await mutation.Via(ct => http.PatchAsJsonAsync($"/api/tasks/{id}", new { title }, ct), cancellationToken);
    }

    public static void Factory(IServiceCollection services)
    {
        services.AddHttpClient("tasks", http => http.BaseAddress = new Uri("https://tasks.example"))
            .AddHttpMessageHandler(() => new SyncMutationHandler());
    }

    public static void Many(SyncClient sync, Guid first, Guid second)
    {
        sync.Mutate(m => m
            .Update<TaskItem>(first, change => change.Set(task => task.Status, TaskItemStatus.Done).Set(task => task.Assignee, null))
            .Remove<TaskItem>(second));
    }

    public static async Task AddAsync(SyncClient sync, HttpClient http, TimeProvider time, string board, string title)
    {
        var draft = new TaskItem { Id = Guid.NewGuid(), BoardId = board, Title = title, CreatedAt = time.GetUtcNow() };
        var mutation = sync.Mutate(m => m.Add(draft.Id, draft));
        using var response = await mutation.Via(ct => http.PostAsJsonAsync("/api/tasks", new { boardId = board, title }, ct));
    }

    public static void Rows(CollectionData<TaskItem> page)
    {
        foreach (var task in page.Entries)
        {
            Draw(task, isGrey: page.StatusOf(task) == RowStatus.Pending, isRed: page.StatusOf(task) == RowStatus.Failed);
        }
    }

    public static void Failures(SyncClient sync)
    {
        foreach (var failed in sync.FailedMutations)
        {
            Console.WriteLine(failed.Error!.Message);
            failed.Dismiss();
        }
    }

    public static async Task OutcomeAsync(SyncMutation mutation)
    {
        try
        {
            await mutation.Accepted; // The server has taken it.
            await mutation.Settled;  // Every handle that shows it has it from the server.
        }
        catch (SyncException refused) when (refused.Error.Code != SyncClientErrorCodes.MutationRolledBack)
        {
            Console.WriteLine(refused.Message);
        }
    }

    public static async Task OwnCallAsync(SyncClient sync, Func<Guid, string, string, Task<MutationResult?>> renameAsync, Guid id, string title)
    {
        var mutation = sync.Mutate(m => m.Update<TaskItem>(id, change => change.Set(task => task.Title, title)));
        if (await renameAsync(id, title, mutation.Id) is { } result)
        {
            mutation.Accept(result);
        }
        else
        {
            mutation.Fail("The task is locked.");
        }
    }

    private static void Draw(TaskItem task, bool isGrey, bool isRed) => Console.WriteLine($"{task.Title} {isGrey} {isRed}");
}
