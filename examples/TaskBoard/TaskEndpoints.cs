using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using SyncHub.Server;
using TaskBoard.Access;
using TaskBoard.SignIn;
using TaskBoard.Storage;

namespace TaskBoard;

/// <summary>
/// The application's own way to write: plain REST and <c>SaveChanges</c>. What it changes reaches every subscriber. A task that the sender does
/// not see is answered like one that does not exist.
/// </summary>
internal static class TaskEndpoints
{
    private const int MaxAttempts = 10;

    public static void MapTasks(this IEndpointRouteBuilder app, string path)
    {
        var tasks = app.MapGroup(path).RefuseBadTokens();
        tasks.MapGet("/", ListAsync);
        tasks.MapGet("/{id}", GetAsync);
        tasks.MapPost("/", AddAsync);
        tasks.MapPatch("/{id}", PatchAsync);
        tasks.MapDelete("/{id}", RemoveAsync);
    }

    private static async Task<IEnumerable<object?>> ListAsync(string? boardId, TaskDb db, TaskSight sight)
    {
        var tasks = await db.Tasks.AsNoTracking().Where(task => boardId == null || task.BoardId == boardId).ToListAsync();
        return tasks.Where(sight.Sees).OrderByDescending(task => task.CreatedAt).ThenBy(task => task.Id).Select(sight.Show);
    }

    private static async Task<object?> GetAsync(Guid id, TaskDb db, TaskSight sight) => sight.Show(await FindAsync(db, id, sight));

    private static async Task<Results<Created<object>, ValidationProblem>> AddAsync(
        JsonElement? body, TaskDb db, TaskSight sight, TimeProvider time, HttpRequest request)
    {
        var input = TaskInput.ForNew(body, sight);
        if (input.Errors.Count > 0)
        {
            return TypedResults.ValidationProblem(input.Errors, TaskInput.Summary(input.Errors));
        }

        var now = time.GetUtcNow();
        var task = input.Apply(new TaskItem
        {
            Id = input.Id ?? Guid.CreateVersion7(now),
            BoardId = string.Empty,
            Title = string.Empty,
            CreatedAt = now,
            UpdatedAt = now,
        });
        db.Add(task);
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException) when (input.Id is { } id && db.Tasks.AsNoTracking().Any(other => other.Id == id))
        {
            throw new EntityExistsException(nameof(TaskItem), id);
        }

        return TypedResults.Created($"{request.PathBase}{request.Path.Value!.TrimEnd('/')}/{task.Id}", sight.Show(task));
    }

    private static async Task<Results<Ok<object>, ValidationProblem>> PatchAsync(
        Guid id, JsonElement? body, TaskDb db, TaskSight sight, TimeProvider time)
    {
        var input = TaskInput.ForPatch(body, sight);
        if (input.Errors.Count > 0)
        {
            return TypedResults.ValidationProblem(input.Errors, TaskInput.Summary(input.Errors));
        }

        return TypedResults.Ok(sight.Show(await WriteAsync(db, id, sight, task =>
        {
            var changed = input.Apply(task);
            if (changed != task)
            {
                changed = changed with { UpdatedAt = time.GetUtcNow() };
                db.Entry(task).CurrentValues.SetValues(changed);
            }

            return changed;
        })));
    }

    private static async Task<NoContent> RemoveAsync(Guid id, TaskDb db, TaskSight sight)
    {
        await WriteAsync(db, id, sight, task =>
        {
            db.Remove(task);
            return task;
        });
        return TypedResults.NoContent();
    }

    /// <summary>Changes a task as the sender sees it at that moment: where somebody was faster, the task is looked at again.</summary>
    private static async Task<TaskItem> WriteAsync(TaskDb db, Guid id, TaskSight sight, Func<TaskItem, TaskItem> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = write(await FindAsync(db, id, sight));
            try
            {
                await db.SaveChangesAsync();
                return result;
            }
            catch (DbUpdateConcurrencyException) when (attempt < MaxAttempts)
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private static async Task<TaskItem> FindAsync(TaskDb db, Guid id, TaskSight sight) =>
        await db.Tasks.FindAsync(id) is { } task && sight.Sees(task) ? task : throw new EntityNotFoundException(nameof(TaskItem), id);
}
