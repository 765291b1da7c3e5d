using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client;
using SyncHub.EntityFrameworkCore.Tests.Capture;

namespace SyncHub.EntityFrameworkCore.Tests.Bulk;

/// <summary>ExecuteUpdateAndSync and ExecuteDeleteAndSync, and what the change log is told of them, written as in the matrix of saves.</summary>
public sealed class BulkStatementTests
{
    private static readonly Guid Key = Guid.Parse("11111111-1111-1111-1111-111111111111");

    private static readonly Scenario[] Scenarios =
    [
        new("one row", "[1~one>a]", async (_, db) => Assert.Equal(1, await RenameAsync(db, 1, "a"))),
        new("no row", "", async (_, db) => Assert.Equal(0, await RenameAsync(db, 7, "a"))),
        new("the whole set", "[1~one>one! 2~two>two!]", async (_, db) =>
            Assert.Equal(2, await db.Cards.ExecuteUpdateAndSyncAsync(db, cards => cards.SetProperty(card => card.Title, card => card.Title + "!")))),
        new("the first of an order", "[2~two>a]", async (_, db) =>
            Assert.Equal(1, await db.Cards.OrderByDescending(card => card.Id).Take(1).ExecuteUpdateAndSyncAsync(db, cards => cards.SetProperty(card => card.Title, "a")))),
        new("rows that do not match afterwards", "[1~one>x]", (_, db) =>
            db.Cards.Where(card => card.Title == "one").ExecuteUpdateAndSyncAsync(db, cards => cards.SetProperty(card => card.Title, "x"))),
        new("soft delete", "[1-one>]", (_, db) =>
            db.Cards.Where(card => card.Id == 1).ExecuteUpdateAndSyncAsync(db, cards => cards.SetProperty(card => card.IsDeleted, true))),
        new("soft delete undone", "[1-one>] [1+>one]", async (board, db) =>
        {
            await db.Cards.Where(card => card.Id == 1).ExecuteUpdateAndSyncAsync(db, cards => cards.SetProperty(card => card.IsDeleted, true));
            await board.ToldAsync();
            await db.Cards.IgnoreQueryFilters().Where(card => card.IsDeleted).ExecuteUpdateAndSyncAsync(db, cards => cards.SetProperty(card => card.IsDeleted, false));
        }),
        new("delete", "[1-one> 2-two>]", async (_, db) => Assert.Equal(2, await db.Cards.ExecuteDeleteAndSyncAsync(db))),
        new("with a save in one transaction", "[1~one>b 2~two>c]", async (board, db) =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            (await db.Cards.SingleAsync(card => card.Id == 1)).Title = "a";
            await db.SaveChangesAsync();
            await RenameAsync(db, 1, "b");
            await RenameAsync(db, 2, "c");
            Assert.Equal("", await board.ToldAsync());
            await transaction.CommitAsync();
        }),
        new("rollback", "", async (_, db) =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await RenameAsync(db, 1, "a");
            await transaction.RollbackAsync();
        }),
        new("refused, and another", "[2~two>b]", async (_, db) =>
        {
            await Assert.ThrowsAnyAsync<DbException>(() => RenameAsync(db, 1, "two"));
            Assert.Null(db.Database.CurrentTransaction);
            await RenameAsync(db, 2, "b");
        }),
        new("refused in a transaction that goes on", "[1~one>one 2~two>b]", async (_, db) =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await Assert.ThrowsAnyAsync<DbException>(() => RenameAsync(db, 1, "two"));
            await RenameAsync(db, 2, "b");
            await transaction.CommitAsync();
        }),
        new("rows of no model", "", async (_, db) =>
        {
            db.Labels.Add(new Label { Name = "red" });
            await db.SaveChangesAsync();
            Assert.Equal(1, await db.Labels.ExecuteDeleteAndSyncAsync(db));
        }),
    ];

    public static TheoryData<string> Names => [.. Scenarios.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ExecuteAndSync_InEveryWay_TellsWhatIsCommitted(string name)
    {
        var (_, told, work) = Scenarios.Single(scenario => scenario.Name == name);
        await using var board = await Board.StartAsync();

        await board.UseAsync(db => work(board, db));

        Assert.Equal(told, await board.ToldAsync());
        Assert.DoesNotContain(board.Server.Logs, line => line.Contains("past SaveChanges", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ExecuteUpdateAndSync_OfAFollowedCollection_ReachesTheClientWithItsTotal()
    {
        await using var board = await Board.StartAsync();
        await using var ranked = board.Client.SubscribeCollection<Card>(cards => cards.Where(card => card.Rank > 0).OrderBy(card => card.Id).Take(100), "cards");
        await UntilAsync(ranked, 0, "");
        await board.UseAsync(async db =>
        {
            db.Cards.AddRange(Enumerable.Range(3, 1_198).Select(id => new Card { Id = id, Title = $"card {id}" }));
            await db.SaveChangesAsync();
        });

        await board.UseAsync(async db =>
            Assert.Equal(1_200, await db.Cards.ExecuteUpdateAndSyncAsync(db, cards => cards.SetProperty(card => card.Rank, card => card.Id))));
        await UntilAsync(ranked, 1_200, "1 2 3");

        await board.UseAsync(async db => Assert.Equal(1_198, await db.Cards.Where(card => card.Id != 2 && card.Id != 5).ExecuteDeleteAndSyncAsync(db)));
        await UntilAsync(ranked, 2, "2 5");
        Assert.Equal([1_198, 1_200, 1_198], (await board.EntriesAsync()).GroupBy(entry => entry.CommitSeq).Select(commit => commit.Count()));
    }

    [Fact]
    public async Task ExecuteUpdateAndSync_OfProjectedRowsAndTheirParts_TellsTheRows()
    {
        await using var board = await Board.StartAsync(models: models => models.AddEntityFrameworkModel<BoardDb, Order, OrderRow>(
            order => new OrderRow { Id = order.Id, Customer = order.Customer, Labels = order.Deliveries.OrderBy(delivery => delivery.Id).Select(delivery => delivery.Town).ToList() },
            model => model.Name("orders")));
        await using (var db = new BoardDb(board.Uncaptured))
        {
            db.Add(new Order { Id = Key, Customer = "Ann", Deliveries = [new Delivery { Town = "Rome" }, new Delivery { Town = "Bonn" }] });
            db.Add(new Delivery { Town = "of no order" });
            await db.SaveChangesAsync();
        }

        await board.UseAsync(async db =>
        {
            Assert.Equal(1, await db.Orders.ExecuteUpdateAndSyncAsync(db, orders => orders.SetProperty(order => order.Customer, "Bob")));
            Assert.Equal($"[{Key}~Ann>Bob]", await board.ToldAsync("orders", "customer"));
            Assert.Equal(3, await db.Deliveries.ExecuteUpdateAndSyncAsync(db, deliveries => deliveries.SetProperty(delivery => delivery.Town, "Oslo")));
            await board.ToldAsync("orders", "labels");
            Assert.Equal(1, await db.Deliveries.Where(delivery => delivery.OrderId == null).ExecuteDeleteAndSyncAsync(db));
        });

        Assert.EndsWith($"""[{Key}~["Rome","Bonn"]>["Oslo","Oslo"]]""", await board.ToldAsync("orders", "labels"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecuteUpdateAndSync_QueryOfAnotherContext_IsRefused()
    {
        await using var board = await Board.StartAsync();
        await board.UseAsync(db => board.UseAsync(async other =>
        {
            var refusal = await Assert.ThrowsAsync<ArgumentException>(() => other.Cards.ExecuteDeleteAndSyncAsync(db));
            Assert.Contains("made with", refusal.Message, StringComparison.Ordinal);
        }));
    }

    [Fact]
    public async Task ExecuteDeleteAndSync_QueryOfNoEntities_IsRefused()
    {
        await using var board = await Board.StartAsync();
        await board.UseAsync(async db =>
        {
            var refusal = await Assert.ThrowsAsync<ArgumentException>(() => db.Cards.Select(card => card.Title).ExecuteDeleteAndSyncAsync(db));
            Assert.Contains("no entity type", refusal.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task ExecuteUpdateAndSync_InATransactionOnPostgres_TellsAtItsCommit()
    {
        await using var board = await Board.StartOnPostgresAsync();
        await board.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            Assert.Equal(1, await RenameAsync(db, 1, "a"));
            Assert.Equal(1, await db.Cards.Where(card => card.Id == 2).ExecuteDeleteAndSyncAsync(db));
            Assert.Equal("", await board.ToldAsync());
            await transaction.CommitAsync();
        });

        Assert.Equal("[1~one>a 2-two>]", await board.ToldAsync());
    }

    [Fact]
    public async Task ExecuteUpdateAndSync_ARowComesToMatchMeanwhile_IsLeftAsItIs()
    {
        await using var board = await Board.StartOnPostgresAsync();
        var options = new DbContextOptionsBuilder();
        board.Provider(options);
        options.UseSyncHub(board.Services).AddInterceptors(new WritesBefore(board));
        await using (var db = new BoardDb(options.Options))
        {
            Assert.Equal(2, await db.Cards.ExecuteUpdateAndSyncAsync(db, cards => cards.SetProperty(card => card.Rank, 9)));
        }

        Assert.Equal("[1~0>9 2~0>9]", await board.ToldAsync(property: "rank"));
        await board.UseAsync(async db => Assert.Equal([0], await db.Cards.Where(card => card.Title == "late").Select(card => card.Rank).ToListAsync()));
    }

    private static Task<int> RenameAsync(BoardDb db, int id, string title) =>
        db.Cards.Where(card => card.Id == id).ExecuteUpdateAndSyncAsync(db, cards => cards.SetProperty(card => card.Title, title));

    private static async Task UntilAsync(LiveCollection<Card> handle, long total, string first)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var state in handle.States(patience.Token))
        {
            if (state is SyncState<CollectionData<Card>>.Synced { Data: var data } && data.Count == total && string.Join(' ', data.Entries.Take(3).Select(card => card.Id)) == first)
            {
                return;
            }
        }

        throw new InvalidOperationException("The handle ended before its state matched.");
    }

    private sealed record Scenario(string Name, string Told, Func<Board, BoardDb, Task> Work);

    /// <summary>Another transaction adds a card and commits, right before a bulk update is sent.</summary>
    private sealed class WritesBefore(Board board) : DbCommandInterceptor
    {
        public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (eventData.CommandSource == CommandSource.ExecuteUpdate)
            {
                await using var other = new BoardDb(board.Uncaptured);
                other.Add(new Card { Title = "late" });
                await other.SaveChangesAsync(cancellationToken);
            }

            return result;
        }
    }
}
