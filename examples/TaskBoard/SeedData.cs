using SyncHub.Server;

namespace TaskBoard;

/// <summary>Puts a few tasks on the board <c>demo</c> before the application listens.</summary>
internal sealed class SeedData(DataSet<TaskItem, Guid> tasks, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        TaskItem Seed(int number, string title, TaskItemStatus status, int priority, string? assignee) => new()
        {
            // Fixed, so that a command line can name them: the first is 00000000-0000-0000-0000-000000000001.
            Id = new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)number),
            BoardId = "demo",
            Title = title,
            Status = status,
            Priority = priority,
            Assignee = assignee,
            CreatedAt = now,
            UpdatedAt = now,
        };

        return tasks.CommitAsync(
            batch =>
            {
                batch.Add(Seed(1, "Open this page in two tabs", TaskItemStatus.Doing, 2, "Ada"));
                batch.Add(Seed(2, "Change the title in one of them", TaskItemStatus.Todo, 1, null));
                batch.Add(Seed(3, "Stop the server and start it again", TaskItemStatus.Todo, 1, null));
                batch.Add(Seed(4, "Read the protocol", TaskItemStatus.Done, 0, "Grace"));
            },
            cancellationToken: cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
