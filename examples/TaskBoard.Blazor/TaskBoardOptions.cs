namespace TaskBoard.Blazor;

/// <summary>Where TaskBoard is, from the section <c>TaskBoard</c> of the settings.</summary>
internal sealed class TaskBoardOptions
{
    /// <summary>The address of its hub.</summary>
    public Uri Url { get; set; } = new("http://localhost:5000/sync");
}
