using Microsoft.EntityFrameworkCore;
using SyncHub.ClusterNode.Rows;

namespace SyncHub.ClusterNode.Writes;

/// <summary>Makes a write, in the way that its kind says.</summary>
internal static class Writer
{
    public static Task WriteAsync(ClusterDb db, Write write, CancellationToken cancellation) => write.Kind switch
    {
        WriteKind.Save => SaveCardsAsync(db, write, cancellation),
        WriteKind.Move => MoveAsync(db, write, isKept: true, cancellation),
        WriteKind.RollBack => MoveAsync(db, write, isKept: false, cancellation),
        WriteKind.Remove => RemoveAsync(db, write, cancellation),
        WriteKind.ChangeAll => db.Cards.Where(card => card.Board == write.Board).ExecuteUpdateAndSyncAsync(
            db,
            set => set.SetProperty(card => card.Rank, write.Rank).SetProperty(card => card.Done, write.Done)
                .SetProperty(card => card.Text, write.Text).SetProperty(card => card.Write, write.Number),
            cancellation),
        WriteKind.RemoveAll => db.Cards.Where(card => card.Board == write.Board && card.Rank == write.Rank).ExecuteDeleteAndSyncAsync(db, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(write), write.Kind, $"A write of kind {write.Kind} is not known."),
    };

    private static async Task<List<int>> SaveCardsAsync(ClusterDb db, Write write, CancellationToken cancellation)
    {
        var left = new List<int>();
        var cards = await db.Cards.Where(card => write.Cards.Contains(card.Id)).ToDictionaryAsync(card => card.Id, cancellation).ConfigureAwait(false);
        foreach (var id in write.Cards)
        {
            if (cards.TryGetValue(id, out var card))
            {
                // All columns, whatever this context has read: another may have written some of them since, and no row may come from two writes.
                left.Add(card.Board);
                db.Update(write.ApplyTo(card));
            }
            else
            {
                db.Add(write.ApplyTo(new Card { Id = id }));
            }
        }

        await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return left;
    }

    private static async Task MoveAsync(ClusterDb db, Write write, bool isKept, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var left = await SaveCardsAsync(db, write, cancellation).ConfigureAwait(false);

        // In one order everywhere, so that few transactions lock each other out.
        foreach (var id in left.Append(write.Board).Distinct().Order())
        {
            var isThere = await db.Boards.AnyAsync(board => board.Id == id, cancellation).ConfigureAwait(false);
            var board = new Board { Id = id, Rank = write.Rank, Write = write.Number };
            _ = isThere ? db.Update(board) : db.Add(board);
            await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        await (isKept ? transaction.CommitAsync(cancellation) : transaction.RollbackAsync(cancellation)).ConfigureAwait(false);
    }

    private static async Task RemoveAsync(ClusterDb db, Write write, CancellationToken cancellation)
    {
        db.RemoveRange(await db.Cards.Where(card => write.Cards.Contains(card.Id)).ToListAsync(cancellation).ConfigureAwait(false));
        await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }
}
