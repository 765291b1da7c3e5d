using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>Sees each command before it is sent: a save's first one is where all that it changes is settled. Without state of its own.</summary>
internal sealed class CommandInterceptor : DbCommandInterceptor
{
    public static CommandInterceptor Instance { get; } = new();

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Before(eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        Find(eventData) is { } save ? BeforeAsync(save, eventData, result, cancellationToken) : ValueTask.FromResult(result);

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Before(eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        Find(eventData) is { } save ? BeforeAsync(save, eventData, result, cancellationToken) : ValueTask.FromResult(result);

    private static void Before(CommandEventData command)
    {
        if (Find(command) is { } save)
        {
            save.ReadBefores(command.Context!);
        }
    }

    private static async ValueTask<T> BeforeAsync<T>(SaveCapture save, CommandEventData command, T result, CancellationToken cancellationToken)
    {
        await save.ReadBeforesAsync(command.Context!, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private static SaveCapture? Find(CommandEventData command)
    {
        if (ContextCapture.Of(command.Context) is not { } capture)
        {
            return null;
        }

        capture.BeforeCommand();
        switch (command.CommandSource)
        {
            case CommandSource.SaveChanges:
                return capture.TakeSave(command.Context!);
            case CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete or CommandSource.ExecuteSqlRaw:
                capture.BeforeBypass(command.Context!, command.Command.CommandText);
                return null;
            default:
                return null;
        }
    }
}
