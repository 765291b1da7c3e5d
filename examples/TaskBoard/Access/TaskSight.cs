namespace TaskBoard.Access;

/// <summary>The rules of <see cref="TaskAccess"/> for the sender of a request, so that REST shows what the hub does, and no more.</summary>
internal sealed class TaskSight
{
    private static readonly Func<TaskItem, object?> MembersView = TaskAccess.MembersView.Compile();

    private TaskSight(Func<TaskItem, bool> sees, bool isLead) => (Sees, IsLead) = (sees, isLead);

    /// <summary>Whether there is such a task, as far as the sender is concerned.</summary>
    public Func<TaskItem, bool> Sees { get; }

    /// <summary>Whether the sender sees and writes notes.</summary>
    public bool IsLead { get; }

    /// <summary>What the sender sees of a task.</summary>
    public object? Show(TaskItem task) => IsLead ? task : MembersView(task);

    /// <summary>Whether there is such a board, as far as the sender is concerned.</summary>
    public bool SeesBoard(string boardId) =>
        Sees(new TaskItem { Id = Guid.Empty, BoardId = boardId, Title = string.Empty, CreatedAt = default, UpdatedAt = default });

    /// <summary>Makes it a parameter of endpoints.</summary>
    public static ValueTask<TaskSight?> BindAsync(HttpContext context)
    {
        var access = context.RequestServices.GetRequiredService<TaskAccess>();

        // Interpreted: an expression that is used once is not worth compiling.
        return new(new TaskSight(access.Rows(context.User).Compile(preferInterpretation: true), access.IsLead(context.User)));
    }
}
