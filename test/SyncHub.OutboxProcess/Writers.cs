using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace SyncHub.OutboxProcess;

/// <summary>Several writers at once that add, change and remove rows, in and out of transactions, some of which they take back.</summary>
/// <param name="services">Where contexts come from.</param>
/// <param name="seed">Of what they do.</param>
/// <param name="committed">Called after each commit.</param>
internal sealed class Writers(IServiceProvider services, int seed, Action committed)
{
    private const int Count = 4;
    private const int Rows = 40;

    private int _values;

    public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, Count).Select(number => Task.Run(() => WriteAsync(new Random(seed + number), number))));

    private async Task WriteAsync(Random random, int number)
    {
        while (true)
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<ItemDb>();
            switch (random.Next(4))
            {
                case 0:
                    await RollBackAsync(db, random, number).ConfigureAwait(false);
                    continue;
                case 1:
                    await using (var transaction = await db.Database.BeginTransactionAsync().ConfigureAwait(false))
                    {
                        for (var saves = random.Next(1, 4); saves > 0; saves--)
                        {
                            await SaveAsync(db, random, number, "kept").ConfigureAwait(false);
                        }

                        await transaction.CommitAsync().ConfigureAwait(false);
                    }

                    break;
                default:
                    await SaveAsync(db, random, number, "kept").ConfigureAwait(false);
                    break;
            }

            committed();
        }
    }

    private async Task RollBackAsync(ItemDb db, Random random, int number)
    {
        await using var transaction = await db.Database.BeginTransactionAsync().ConfigureAwait(false);
        await SaveAsync(db, random, number, "rolled back").ConfigureAwait(false);
        await transaction.RollbackAsync().ConfigureAwait(false);
    }

    // Each writer has rows of its own, so that none waits for another's, nor finds one gone.
    private async Task SaveAsync(ItemDb db, Random random, int number, string kind)
    {
        var some = Enumerable.Range(0, random.Next(1, 4)).Select(_ => -(random.Next(Rows) * Count) - number - 1).Distinct().ToList();
        foreach (var id in some)
        {
            var value = $"{kind} {Interlocked.Increment(ref _values)}";
            var item = await db.Items.FindAsync(id).ConfigureAwait(false);
            if (item is null)
            {
                // Every other row gets its key from the database, which counts upwards from 1.
                db.Add(new Item { Id = random.Next(2) == 0 ? 0 : id, Value = value });
            }
            else if (random.Next(4) == 0)
            {
                db.Remove(item);
            }
            else
            {
                item.Value = value;
            }
        }

        await db.SaveChangesAsync().ConfigureAwait(false);
    }
}
