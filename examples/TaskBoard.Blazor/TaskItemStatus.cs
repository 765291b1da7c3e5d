namespace TaskBoard.Blazor;

/// <summary>How far a task is. Public, because components are, and it is a parameter of theirs.</summary>
public enum TaskItemStatus
{
    Todo,
    Doing,
    Done,
}
