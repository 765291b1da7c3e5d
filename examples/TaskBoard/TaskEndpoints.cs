using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using SyncHub.Server;

namespace TaskBoard;

/// <summary>The application's own way to write: plain REST. What it changes reaches every subscriber through the data set.</summary>
internal static class TaskEndpoints
{
    public static void MapTasks(this IEndpointRouteBuilder app, string path)
    {
        var tasks = app.MapGroup(path);
        tasks.MapGet("/", List);
        tasks.MapGet("/{id}", Get);
        tasks.MapPost("/", AddAsync);
        tasks.MapPatch("/{id}", PatchAsync);
        tasks.MapDelete("/{id}", RemoveAsync);
    }

    private static IEnumerable<TaskItem> List(string? boardId, DataSet<TaskItem, Guid> tasks) => tasks
        .Find(task => boardId is null || task.BoardId == boardId)
        .OrderByDescending(task => task.CreatedAt)
        .ThenBy(task => task.Id);

    private static TaskItem Get(Guid id, DataSet<TaskItem, Guid> tasks) =>
        tasks.Get(id) ?? throw new EntityNotFoundException(nameof(TaskItem), id);

    private static async Task<Results<Created<TaskItem>, ValidationProblem>> AddAsync(
        JsonElement? body, DataSet<TaskItem, Guid> tasks, TimeProvider time, HttpRequest request)
    {
        var input = TaskInput.ForNew(body);
        if (input.Errors.Count > 0)
        {
            return TypedResults.ValidationProblem(input.Errors, TaskInput.Summary(input.Errors));
        }

        var now = time.GetUtcNow();
        var task = await tasks.AddAsync(input.Apply(new TaskItem
        {
            Id = input.Id ?? Guid.CreateVersion7(now),
            BoardId = string.Empty,
            Title = string.Empty,
            CreatedAt = now,
            UpdatedAt = now,
        }));
        return TypedResults.Created($"{request.PathBase}{request.Path.Value!.TrimEnd('/')}/{task.Id}", task);
    }

    private static async Task<Results<Ok<TaskItem>, ValidationProblem>> PatchAsync(
        Guid id, JsonElement? body, DataSet<TaskItem, Guid> tasks, TimeProvider time)
    {
        var input = TaskInput.ForPatch(body);
        if (input.Errors.Count > 0)
        {
            return TypedResults.ValidationProblem(input.Errors, TaskInput.Summary(input.Errors));
        }

        return TypedResults.Ok(await tasks.PatchAsync(id, task =>
        {
            var changed = input.Apply(task);
            return changed == task ? task : changed with { UpdatedAt = time.GetUtcNow() };
        }));
    }

    private static async Task<NoContent> RemoveAsync(Guid id, DataSet<TaskItem, Guid> tasks)
    {
        await tasks.RemoveAsync(id);
        return TypedResults.NoContent();
    }
}
