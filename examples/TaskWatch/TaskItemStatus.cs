namespace TaskWatch;

/// <summary>How far a task is.</summary>
internal enum TaskItemStatus
{
    Todo,
    Doing,
    Done,
}
