using Microsoft.Extensions.Logging;
using SyncHub.EntityFrameworkCore.Models;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>Reads committed rows. One that cannot be made into a body, as a getter of the application's throws, does not keep the others.</summary>
internal sealed class CommittedRows(ILogger<CommittedRows> logger)
{
    /// <exception cref="Exception">The database does not answer.</exception>
    public async Task<RowsReadBack> ReadAsync(RowKeys keys, CancellationToken cancellationToken)
    {
        var rows = new RowsReadBack();
        foreach (var model in keys.Models)
        {
            await ReadAsync(model, [.. keys.Of(model)], rows, cancellationToken).ConfigureAwait(false);
        }

        return rows;
    }

    private async Task ReadAsync(TrackedModel model, SyncKey[] keys, RowsReadBack rows, CancellationToken cancellationToken)
    {
        try
        {
            rows.Add(model, await model.ReadCommittedAsync(keys, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (!DatabaseOutage.Is(exception))
        {
            if (keys.Length == 1)
            {
                PublisherLog.Unreadable(logger, exception, model.Model.Name);
                rows.AddUnreadable(model, keys[0]);
                return;
            }

            // Halves, so that one bad row among a thousand costs tens of reads.
            await ReadAsync(model, keys[..(keys.Length / 2)], rows, cancellationToken).ConfigureAwait(false);
            await ReadAsync(model, keys[(keys.Length / 2)..], rows, cancellationToken).ConfigureAwait(false);
        }
    }
}
