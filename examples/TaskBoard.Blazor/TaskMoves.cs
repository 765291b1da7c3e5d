using System.Text.Json;
using SyncHub;
using SyncHub.Client;
using SyncHub.Json;

namespace TaskBoard.Blazor;

/// <summary>
/// Moves tasks to the next column, for one page: at once wherever they are shown, and by TaskBoard's own endpoint. Others who look at this program's pages
/// see a move before TaskBoard has it, too, since all share one client; why it was refused is told to the page that made it.
/// </summary>
internal sealed class TaskMoves(SyncClient sync, IHttpClientFactory clients)
{
    private static readonly JsonSerializerOptions Json = EntityJson.CreateOptions();

    private readonly Dictionary<Guid, SyncMutation> _last = [];

    public static TaskItemStatus? After(TaskItemStatus status) => status == TaskItemStatus.Done ? null : status + 1;

    public async Task MoveAsync(Guid id, TaskItemStatus status)
    {
        var move = sync.Mutate(m => m.Update<TaskItem>(id, change => change.Set(task => task.Status, status)));

        // Before it is known: the page is rendered when the failure is, which may be before the call is back here.
        _last[id] = move;
        try
        {
            using var http = clients.CreateClient(nameof(TaskMoves));
            using var response = await move.Via(ct => http.PatchAsJsonAsync($"api/tasks/{id}", new { status }, Json, ct));
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // The mutation has failed with it, and says why.
        }
    }

    /// <summary>Why this page's last move of a task came to nothing; null where it did not.</summary>
    public SyncError? RefusalOf(Guid id) => _last.GetValueOrDefault(id) is { Status: MutationStatus.Failed } move ? move.Error : null;

    public void Dismiss(Guid id)
    {
        if (_last.Remove(id, out var move))
        {
            move.Dismiss();
        }
    }
}
