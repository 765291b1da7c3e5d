using Microsoft.EntityFrameworkCore;
using TaskBoard.Access;
using TaskBoard.Storage;

namespace TaskBoard;

/// <summary>Makes the database where there is none, and puts tasks on its boards, before the application listens. The first of <c>demo</c> is the newest.</summary>
internal sealed class SeedData(IServiceScopeFactory scopes, TimeProvider time) : IHostedService
{
    private static readonly string?[] People = ["Ada", null, "Grace", "Linus", "Barbara"];

    private static readonly (string Title, TaskItemStatus Status)[] Demo =
    [
        ("Open this page in two windows", TaskItemStatus.Doing),
        ("Change the title in one of them", TaskItemStatus.Todo),
        ("Stop the server and start it again", TaskItemStatus.Todo),
        ("Read the protocol", TaskItemStatus.Done),
    ];

    private static readonly string[] Website =
    [
        "Draw the start page", "Choose the typefaces", "Write the imprint", "Shrink the images", "Check the contrast", "Test with a screen reader",
        "Set up the redirects", "Name the error pages", "Order the domain", "Measure the first paint", "Translate the menu", "Add the site map",
    ];

    private static readonly string[] Launch =
    [
        "Find a date", "Book the room", "Invite the press", "Write the announcement", "Record the demo", "Rehearse the talk",
        "Print the badges", "Order the cake", "Brief the support team", "Freeze the features", "Tag the release", "Thank everybody",
    ];

    private static readonly (string Title, string Note)[] Team =
    [
        ("Plan the next sprint", "Leave room for the audit."),
        ("Interview the candidates", "Two of them know each other."),
        ("Renew the contracts", "Not above last year's price."),
        ("Order the new chairs", "Only after the budget is signed."),
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TaskDb>();
        await db.Database.EnsureCreatedAsync(cancellationToken);
        if (!await db.Tasks.AnyAsync(cancellationToken))
        {
            db.AddRange(Tasks(time.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<TaskItem> Tasks(DateTimeOffset now)
    {
        var number = 0;
        TaskItem New(string board, string title, TaskItemStatus status, string? notes = null)
        {
            number++;
            return new TaskItem
            {
                // Fixed, so that a command line can name them: the first is 00000000-0000-0000-0000-000000000001.
                Id = new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)number),
                BoardId = board,
                Title = title,
                Status = status,
                Priority = number % 4,
                Assignee = People[(number - 1) % People.Length],
                Notes = notes,
                CreatedAt = now.AddMinutes(-number),
                UpdatedAt = now.AddMinutes(-number),
            };
        }

        foreach (var (title, status) in Demo)
        {
            yield return New("demo", title, status);
        }

        // More than fit in a column at first.
        for (var step = 1; step <= 24; step++)
        {
            yield return New("demo", $"Practise, step {step}", (TaskItemStatus)(step % 3));
        }

        foreach (var (board, titles) in new[] { ("website", Website), ("launch", Launch) })
        {
            for (var i = 0; i < titles.Length; i++)
            {
                yield return New(board, titles[i], (TaskItemStatus)(i % 3));
            }
        }

        foreach (var (title, note) in Team)
        {
            yield return New(TaskAccess.Team, title, TaskItemStatus.Todo, note);
        }
    }
}
