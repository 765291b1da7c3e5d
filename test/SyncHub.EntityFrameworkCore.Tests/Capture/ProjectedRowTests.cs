using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>Rows that are made of more than one entity.</summary>
public sealed class ProjectedRowTests
{
    private static readonly Guid Key = Guid.Parse("11111111-1111-1111-1111-111111111111");

    private static readonly Scenario[] Scenarios =
    [
        new("customer", "customer", "[K~Ann>Bob]", order => order.Customer = "Bob"),
        new("an owned entity", "street", "[K~Elm>Oak]", order => order.Address.Street = "Oak"),
        new("an owned entity replaced", "street", "[K~Elm>Fir]", order => order.Address = new Address { Street = "Fir" }),
        new("an entity in JSON", "lineCount", "[K~1>2]", order => order.Lines.Add(new Line { Article = "pen", Count = 3 })),
        new("an entity in JSON removed", "lineCount", "[K~1>0]", order => order.Lines.Clear()),
        new("a label added", "labels", """[K~["red"]>["new","red"]]""", order => order.Labels.Add(new Label { Name = "new" })),
        new("a label removed", "labels", """[K~["red"]>[]]""", order => order.Labels.Clear()),
    ];

    public static TheoryData<string, bool> Table
    {
        get
        {
            var table = new TheoryData<string, bool>();
            foreach (var scenario in Scenarios)
            {
                table.Add(scenario.Name, false);
                table.Add(scenario.Name, true);
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task SaveChanges_OfAPart_TellsTheWholeRow(string name, bool isAsync)
    {
        var scenario = Scenarios.Single(scenario => scenario.Name == name);
        await using var board = await StartAsync();

        await board.UseAsync(async db =>
        {
            scenario.Change(await db.Orders.Include(order => order.Labels).SingleAsync());
            await new Steps(isAsync).SaveAsync(db);
        });

        Assert.Equal(scenario.Told.Replace("K", Key.ToString(), StringComparison.Ordinal), await board.ToldAsync("orders", scenario.Property));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SaveChanges_DeleteOfAnOrderWithItsParts_IsOneRemove(bool isAsync)
    {
        await using var board = await StartAsync();

        await board.UseAsync(async db =>
        {
            db.Remove(await db.Orders.Include(order => order.Labels).SingleAsync());
            await new Steps(isAsync).SaveAsync(db);
        });

        Assert.Equal($"[{Key}-Ann>]", await board.ToldAsync("orders", "customer"));
    }

    private static async Task<Board> StartAsync()
    {
        var board = await Board.StartAsync(models: models => models.AddEntityFrameworkModel<BoardDb, Order, OrderRow>(
            order => new OrderRow
            {
                Id = order.Id,
                Customer = order.Customer,
                Street = order.Address.Street,
                LineCount = order.Lines.Count,
                Labels = order.Labels.OrderBy(label => label.Name).Select(label => label.Name).ToList(),
            },
            model => model.Name("orders")));

        // Not through the server's contexts, so that nothing of it is told.
        await using var db = new BoardDb(board.Uncaptured);
        db.Add(new Order { Id = Key, Customer = "Ann", Address = new Address { Street = "Elm" }, Lines = [new Line { Article = "cup", Count = 1 }], Labels = [new Label { Name = "red" }] });
        await db.SaveChangesAsync();
        return board;
    }

    private sealed record Scenario(string Name, string Property, string Told, Action<Order> Change);
}
