using Microsoft.EntityFrameworkCore;
using SyncHub.EntityFrameworkCore.Outbox;
using SyncHub.OutboxProcess;

namespace SyncHub.EntityFrameworkCore.Tests.Outbox;

/// <summary>What is in the outbox after each way to save, while the log is away.</summary>
public sealed class OutboxWritingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SaveChanges_OfOneStatement_WritesItsRowInTheSameTransaction(bool isAsync)
    {
        await using var server = await DurableServer.StartAsync(isLogAway: true);

        await server.UseAsync(async db =>
        {
            db.Database.AutoTransactionBehavior = AutoTransactionBehavior.WhenNeeded;
            db.Add(new Item { Id = 5, Value = "new" });
            await SaveAsync(db, isAsync);
            Assert.Equal(AutoTransactionBehavior.WhenNeeded, db.Database.AutoTransactionBehavior);
        });

        var entry = Assert.Single(await server.EntriesAsync());
        Assert.Equal(server.Node.Id, entry.Node);
        Assert.Equal(server.Time.GetUtcNow().UtcTicks, entry.SavedAt);
        Assert.Equal("5:null", Rows(entry));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SaveChanges_KeysOfTheDatabase_AreWrittenAsTheyAre(bool isAsync)
    {
        await using var server = await DurableServer.StartAsync(isLogAway: true);

        var items = new[] { new Item { Value = "a" }, new Item { Value = "b" } };
        await server.UseAsync(async db =>
        {
            db.AddRange(items);
            await SaveAsync(db, isAsync);
        });

        Assert.All(items, item => Assert.True(item.Id > 0));
        Assert.Equal($"{items[0].Id}:null {items[1].Id}:null", Rows(Assert.Single(await server.EntriesAsync())));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Transaction_SeveralSaves_AreEntriesOfOneCommit(bool isAsync)
    {
        await using var server = await DurableServer.StartAsync(isLogAway: true);

        await server.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Add(new Item { Id = 1, Value = "a" });
            await SaveAsync(db, isAsync);
            db.Add(new Item { Id = 2, Value = "b" });
            await SaveAsync(db, isAsync);
            await transaction.CommitAsync();
        });
        await server.UseAsync(async db =>
        {
            (await db.Items.SingleAsync(item => item.Id == 1)).Value = "c";
            await SaveAsync(db, isAsync);
        });

        var entries = await server.EntriesAsync();
        Assert.Equal(["1:null", "2:null", "1:{\"id\":1,\"value\":\"a\"}"], entries.Select(Rows));
        Assert.Equal(entries[0].Commit, entries[1].Commit);
        Assert.NotEqual(entries[0].Commit, entries[2].Commit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Transaction_RolledBackOrOnlyToASavepoint_WritesWhatStays(bool isAsync)
    {
        await using var server = await DurableServer.StartAsync(isLogAway: true);

        await server.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Add(new Item { Id = 1, Value = "gone" });
            await SaveAsync(db, isAsync);
            await transaction.RollbackAsync();
        });
        await server.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Add(new Item { Id = 2, Value = "stays" });
            await SaveAsync(db, isAsync);
            await transaction.CreateSavepointAsync("here");
            db.Add(new Item { Id = 3, Value = "gone" });
            await SaveAsync(db, isAsync);
            await transaction.RollbackToSavepointAsync("here");
            await transaction.CommitAsync();
        });

        Assert.Equal("2:null", Rows(Assert.Single(await server.EntriesAsync())));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SaveChanges_Failed_WritesNothingAndRestoresTheContext(bool isAsync)
    {
        await using var server = await DurableServer.StartAsync(isLogAway: true, async db =>
        {
            db.Add(new Item { Id = 1, Value = "there" });
            await db.SaveChangesAsync();
        });

        await server.UseAsync(async db =>
        {
            db.Add(new Item { Id = 2, Value = "with it" });
            db.Add(new Item { Id = 1, Value = "taken" });
            await Assert.ThrowsAnyAsync<DbUpdateException>(() => SaveAsync(db, isAsync));
            Assert.Equal(AutoTransactionBehavior.WhenNeeded, db.Database.AutoTransactionBehavior);
            Assert.Equal(2, db.ChangeTracker.Entries().Count());
        });

        Assert.Empty(await server.EntriesAsync());
    }

    [Fact]
    public async Task Transaction_SaveIsGivenUpOnceItIsDone_HasItsEntryWhereItIsCommittedAllTheSame()
    {
        await using var server = await DurableServer.StartAsync(isLogAway: true);
        using var givenUp = new CancellationTokenSource();

        await server.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Add(new Item { Id = 1, Value = "a" });
            db.SaveChangesFailed += (_, _) => Assert.Fail("The save was done.");
            db.ChangeTracker.StateChanged += (_, _) => givenUp.Cancel();
            await db.SaveChangesAsync(givenUp.Token);
            await transaction.CommitAsync();
        });

        Assert.True(givenUp.IsCancellationRequested);
        Assert.Equal("1:null", Rows(Assert.Single(await server.EntriesAsync())));
    }

    [Fact]
    public async Task SaveChanges_WithoutChangesOfAModel_WritesNothing()
    {
        await using var server = await DurableServer.StartAsync(isLogAway: true);

        await server.UseAsync(db => db.SaveChangesAsync());

        Assert.Empty(await server.EntriesAsync());
    }

    [Fact]
    public async Task Model_Durable_HasTheTableInItsScript()
    {
        await using var server = await DurableServer.StartAsync();
        await using var durable = server.Open();
        var options = new DbContextOptionsBuilder<ItemDb>();
        ItemDb.Configure(options, "Data Source=nowhere.db", isDurable: false);
        await using var plain = new ItemDb(options.Options);

        Assert.Contains($"CREATE TABLE \"{OutboxTable.Name}\"", durable.Database.GenerateCreateScript(), StringComparison.Ordinal);
        Assert.DoesNotContain(OutboxTable.Name, plain.Database.GenerateCreateScript(), StringComparison.Ordinal);
    }

    private static async Task SaveAsync(ItemDb db, bool isAsync)
    {
        if (isAsync)
        {
            await db.SaveChangesAsync();
        }
        else
        {
#pragma warning disable CA1849 // The other half of the theory.
            db.SaveChanges();
#pragma warning restore CA1849
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExecuteUpdateAndSync_InATransactionOrWithout_WritesItsRows(bool isInTransaction)
    {
        await using var server = await DurableServer.StartAsync(isLogAway: true, async db =>
        {
            db.AddRange(new Item { Id = 1, Value = "a" }, new Item { Id = 2, Value = "b" });
            await db.SaveChangesAsync();
        });
        var earlier = (await server.EntriesAsync()).Count;

        await server.UseAsync(async db =>
        {
            await using var transaction = isInTransaction ? await db.Database.BeginTransactionAsync() : null;
            Assert.Equal(1, await db.Items.Where(item => item.Id == 2).ExecuteUpdateAndSyncAsync(db, items => items.SetProperty(item => item.Value, "c")));
            await (transaction?.CommitAsync() ?? Task.CompletedTask);
        });

        Assert.Equal("2:{\"id\":2,\"value\":\"b\"}", Rows(Assert.Single((await server.EntriesAsync()).Skip(earlier))));
    }

    private static string Rows(OutboxEntry entry) =>
        string.Join(' ', OutboxPayload.Read(entry.Changes).Select(row => $"{row.Key.Text}:{System.Text.Encoding.UTF8.GetString(row.Before.Utf8.Span)}"));
}
