namespace TaskBoard;

/// <summary>How far a task is. On the wire: <c>todo</c>, <c>doing</c>, <c>done</c>.</summary>
public enum TaskItemStatus
{
    /// <summary>Nobody has begun.</summary>
    Todo,

    /// <summary>Somebody is at it.</summary>
    Doing,

    /// <summary>It is finished.</summary>
    Done,
}
