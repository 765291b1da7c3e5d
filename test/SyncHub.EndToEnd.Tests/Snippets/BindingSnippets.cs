using SyncHub.Client;

namespace SyncHub.EndToEnd.Tests.Snippets;

internal static class BindingSnippets
{
    public static SyncClient Client()
    {
        var sync = new SyncClient("https://tasks.example/sync", new SyncClientOptions
        {
            SynchronizationContext = SynchronizationContext.Current, // This runs on the UI's thread.
        });

        return sync;
    }

    public sealed class BoardViewModel(SyncClient sync, string board) : IAsyncDisposable
    {
        public LiveCollection<TaskItem> Tasks { get; } = sync.SubscribeCollection<TaskItem>(tasks => tasks
            .Where(task => task.BoardId == board)
            .OrderBy(task => task.Title)
            .Take(200));

        public MutationList Failures => sync.FailedMutations;

        public ValueTask DisposeAsync() => Tasks.DisposeAsync();
    }
}
