namespace SyncHub.EndToEnd.Tests.Snippets;

public enum TaskItemStatus
{
    Todo,
    Doing,
    Done,
}
