namespace TaskBoard.Blazor;

/// <summary>Where TaskBoard is, from the section <c>TaskBoard</c> of the settings.</summary>
internal sealed class TaskBoardOptions
{
    /// <summary>The address of its hub; its tasks are at <c>/api/tasks</c> of the same server.</summary>
    public Uri Url { get; set; } = new("http://localhost:5000/sync");
}
