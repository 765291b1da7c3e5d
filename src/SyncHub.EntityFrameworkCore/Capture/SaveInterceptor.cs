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
        End(eventData, isInDoubt: false);
        ContextCapture.Of(eventData.Context)?.BeginSave(eventData.Context!);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await EndAsync(eventData, isInDoubt: false, cancellationToken).ConfigureAwait(false);
        ContextCapture.Of(eventData.Context)?.BeginSave(eventData.Context!);
        return result;
    }

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        End(eventData, isInDoubt: false);
        return result;
    }

    public override async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        await EndAsync(eventData, isInDoubt: false, cancellationToken).ConfigureAwait(false);
        return result;
    }

    public override void SaveChangesFailed(DbContextErrorEventData eventData) => End(eventData, isInDoubt: true);

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) =>
        EndAsync(eventData, isInDoubt: true, CancellationToken.None);

    public override void SaveChangesCanceled(DbContextEventData eventData) => End(eventData, isInDoubt: true);

    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) =>
        EndAsync(eventData, isInDoubt: true, CancellationToken.None);

    private static void End(DbContextEventData eventData, bool isInDoubt) => ContextCapture.Of(eventData.Context)?.EndSave(eventData.Context!, isInDoubt);

    private static Task EndAsync(DbContextEventData eventData, bool isInDoubt, CancellationToken cancellationToken) =>
        ContextCapture.Of(eventData.Context)?.EndSaveAsync(eventData.Context!, isInDoubt, cancellationToken) ?? Task.CompletedTask;
}
