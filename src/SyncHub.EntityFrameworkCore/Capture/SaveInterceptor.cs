using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>
/// Sees where SaveChanges ends: at the latest where another begins, called by an interceptor of the application's that was told of the end first. Nothing is
/// looked at where it begins, as changes are detected later and other interceptors may make more. Without state of its own.
/// </summary>
internal sealed class SaveInterceptor : SaveChangesInterceptor
{
    public static SaveInterceptor Instance { get; } = new();

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        End(eventData, SaveEnd.Done);
        ContextCapture.Of(eventData.Context)?.BeginSave(eventData.Context!);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await EndAsync(eventData, SaveEnd.Done).ConfigureAwait(false);
        ContextCapture.Of(eventData.Context)?.BeginSave(eventData.Context!);
        return result;
    }

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        End(eventData, SaveEnd.Done);
        return result;
    }

    public override async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        await EndAsync(eventData, SaveEnd.Done).ConfigureAwait(false);
        return result;
    }

    public override void SaveChangesFailed(DbContextErrorEventData eventData) => End(eventData, EndOf(eventData));

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) =>
        EndAsync(eventData, EndOf(eventData));

    public override void SaveChangesCanceled(DbContextEventData eventData) => End(eventData, SaveEnd.InDoubt);

    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) =>
        EndAsync(eventData, SaveEnd.InDoubt);

    private static SaveEnd EndOf(DbContextErrorEventData eventData) =>
        eventData.Context is { } context ? FailedSave.EndOf(context, eventData.Exception) : SaveEnd.InDoubt;

    private static void End(DbContextEventData eventData, SaveEnd end) => ContextCapture.Of(eventData.Context)?.EndSave(eventData.Context!, end);

    // Without a token: what has been saved is told, whoever gave up waiting for it.
    private static Task EndAsync(DbContextEventData eventData, SaveEnd end) =>
        ContextCapture.Of(eventData.Context)?.EndSaveAsync(eventData.Context!, end) ?? Task.CompletedTask;
}
