using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using SyncHub.Server;
using TaskBoard.Access;
using TaskBoard.SignIn;

namespace TaskBoard;

/// <summary>
/// The application's own way to write: plain REST. What it changes reaches every subscriber through the data set. A task that the sender does
/// not see is answered like one that does not exist.
/// </summary>
internal static class TaskEndpoints
{
    public static void MapTasks(this IEndpointRouteBuilder app, string path)
    {
        var tasks = app.MapGroup(path).RefuseBadTokens();
        tasks.MapGet("/", List);
        tasks.MapGet("/{id}", Get);
        tasks.MapPost("/", AddAsync);
        tasks.MapPatch("/{id}", PatchAsync);
        tasks.MapDelete("/{id}", RemoveAsync);
    }

    private static IEnumerable<object?> List(string? boardId, DataSet<TaskItem, Guid> tasks, TaskSight sight) => tasks
        .Find(task => (boardId is null || task.BoardId == boardId) && sight.Sees(task))
        .OrderByDescending(task => task.CreatedAt)
        .ThenBy(task => task.Id)
        .Select(sight.Show);

    private static object? Get(Guid id, DataSet<TaskItem, Guid> tasks, TaskSight sight) =>
        sight.Show(tasks.Get(id) is { } task && sight.Sees(task) ? task : throw NotFound(id));

    private static async Task<Results<Created<object>, ValidationProblem>> AddAsync(
        JsonElement? body, DataSet<TaskItem, Guid> tasks, TaskSight sight, TimeProvider time, HttpRequest request)
    {
        var input = TaskInput.ForNew(body, sight);
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
        return TypedResults.Created($"{request.PathBase}{request.Path.Value!.TrimEnd('/')}/{task.Id}", sight.Show(task));
    }

    private static async Task<Results<Ok<object>, ValidationProblem>> PatchAsync(
        Guid id, JsonElement? body, DataSet<TaskItem, Guid> tasks, TaskSight sight, TimeProvider time)
    {
        var input = TaskInput.ForPatch(body, sight);
        if (input.Errors.Count > 0)
        {
            return TypedResults.ValidationProblem(input.Errors, TaskInput.Summary(input.Errors));
        }

        // Judged within the write: before it, the task could still be moved to another board.
        return TypedResults.Ok(sight.Show(await tasks.PatchAsync(id, task =>
        {
            var changed = input.Apply(sight.Sees(task) ? task : throw NotFound(id));
            return changed == task ? task : changed with { UpdatedAt = time.GetUtcNow() };
        })));
    }

    private static async Task<NoContent> RemoveAsync(Guid id, DataSet<TaskItem, Guid> tasks, TaskSight sight)
    {
        await tasks.CommitAsync(batch =>
        {
            if (!sight.Sees(batch.Remove(id)))
            {
                throw NotFound(id); // Nothing is removed.
            }
        });
        return TypedResults.NoContent();
    }

    private static EntityNotFoundException NotFound(Guid id) => new(nameof(TaskItem), id);
}
