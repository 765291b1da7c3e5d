using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.EntityFrameworkCore.Models;
using SyncHub.Testing;

namespace SyncHub.EntityFrameworkCore.Tests.Models;

/// <summary>Which rows an entry touches, for each way in which an entity can belong to a row.</summary>
public sealed class TouchedRowsTests : IDisposable
{
    private readonly ShopDatabase _database = new(builder => builder
        .AddEntityFrameworkModel<ShopContext, Order>()
        .AddEntityFrameworkModel<ShopContext, Order, OrderRow>(order => new OrderRow
        {
            Id = order.Id,
            Buyer = order.Buyer!.Name,
            Remarks = order.Remarks.Count,
            Labels = order.Labels.Select(label => label.Name).ToList(),
        }));

    public void Dispose() => _database.Dispose();

    [Fact]
    public Task KeysTouchedBy_Entity_IsItsOwnKey() => CheckAsync<Order>(context => context.Find<Order>(1)!.Title = "new", 1);

    [Fact]
    public Task KeysTouchedBy_DerivedEntity_IsItsOwnKey() => CheckAsync<Order>(context => context.Find<GiftOrder>(2)!.Wish = "new", 2);

    [Fact]
    public Task KeysTouchedBy_RemovedEntity_IsItsOwnKey() => CheckAsync<OrderRow>(context => context.Remove(context.Find<GiftOrder>(2)!), 2);

    [Fact]
    public Task KeysTouchedBy_OwnedInTable_IsTheOwners() => CheckAsync<Order>(context => context.Find<Order>(1)!.Parcel!.City = "new", 1);

    [Fact]
    public Task KeysTouchedBy_OwnedByOwned_IsTheRoots() => CheckAsync<Order>(context => context.Find<Order>(1)!.Parcel!.Stamp!.Cents = 3, 1);

    [Fact]
    public Task KeysTouchedBy_OwnedOfMany_IsTheOwners() => CheckAsync<Order>(context => context.Find<Order>(1)!.Lines.Add(new Line { Id = 2, Amount = 5 }), 1);

    [Fact]
    public Task KeysTouchedBy_OwnedOfManyByOwnedOfMany_IsTheRoots() => CheckAsync<Order>(context => context.Find<Order>(1)!.Lines[0].Extras[0].Text = "new", 1);

    [Fact]
    public Task KeysTouchedBy_OwnedAsJson_IsTheOwners() => CheckAsync<Order>(context => context.Find<Order>(1)!.Note!.Text = "new", 1);

    [Fact]
    public Task KeysTouchedBy_NewDependent_IsThePrincipals() => CheckAsync<OrderRow>(context => context.Add(new Remark { OrderId = 1, Text = "new" }), 1);

    [Fact]
    public Task KeysTouchedBy_MovedDependent_AreBothPrincipals() => CheckAsync<OrderRow>(context => context.Find<Remark>(1)!.OrderId = 2, 1, 2);

    [Fact]
    public Task KeysTouchedBy_RemovedDependent_IsThePrincipals() => CheckAsync<OrderRow>(context => context.Remove(context.Find<Remark>(1)!), 1);

    [Fact]
    public Task KeysTouchedBy_DependentThatIsNotRead_IsNone() => CheckAsync<Order>(context => context.Find<Remark>(1)!.OrderId = 2);

    [Fact]
    public Task KeysTouchedBy_NewJoinEntity_IsTheRows() => CheckAsync<OrderRow>(context => context.Find<Order>(2)!.Labels.Add(context.Find<Label>(1)!), 2);

    [Fact]
    public Task KeysTouchedBy_RemovedJoinEntity_IsTheRows() =>
        CheckAsync<OrderRow>(context => context.Orders.Include(order => order.Labels).Single(order => order.Id == 1).Labels.Clear(), 1);

    [Fact]
    public Task KeysTouchedBy_PrincipalAndFarSide_IsNone() => CheckAsync<OrderRow>(context =>
    {
        context.Find<Buyer>(1)!.Name = "new";
        context.Find<Label>(1)!.Name = "new";
    });

    [Fact]
    public async Task KeysTouchedBy_GeneratedKey_IsThereOnceItIsSaved()
    {
        await FillAsync();
        await _database.UseAsync(async context =>
        {
            var order = context.Add(new Order { Title = "new" });
            Assert.Empty(KeysTouchedBy(_database.Tracked<Order>(), order));

            await context.SaveChangesAsync();

            Assert.Equal([order.Entity.Id], KeysTouchedBy(_database.Tracked<Order>(), order));
        });
    }

    [Fact]
    public void Build_ProjectionReadsPrincipalAndFarSide_WarnsOfBothOnce()
    {
        using var log = new TestLogs();
        using var database = new ShopDatabase(
            builder => builder.AddEntityFrameworkModel<ShopContext, Order, OrderRow>(order => new OrderRow { Id = order.Id, Buyer = order.Buyer!.Name, Labels = order.Labels.Select(label => label.Name).ToList() }),
            log);
        _ = database.Tracked<OrderRow>();

        var warnings = log.Messages.Where(line => line.Contains("The projection of model", StringComparison.Ordinal)).ToList();
        Assert.Collection(warnings, line => Assert.Contains("reads Order.Buyer.", line, StringComparison.Ordinal), line => Assert.Contains("reads Order.Labels.", line, StringComparison.Ordinal));
    }

    private static List<SyncKey> KeysTouchedBy(TrackedModel model, EntityEntry entry)
    {
        var keys = new List<SyncKey>();
#pragma warning disable EF1001 // What EF Core hands over at a save.
        model.AddKeysTouchedBy(entry.GetInfrastructure(), [.. model.KeyHoldersOf(entry.Metadata).Select(name => entry.Metadata.FindProperty(name)!)], keys);
#pragma warning restore EF1001
        return keys;
    }

    private async Task CheckAsync<T>(Action<ShopContext> change, params int[] expected)
    {
        await FillAsync();
        await _database.UseAsync(context =>
        {
            change(context);
            context.ChangeTracker.DetectChanges();
            var model = _database.Tracked<T>();
            var changed = context.ChangeTracker.Entries().Where(entry => entry.State != EntityState.Unchanged).ToList();
            Assert.NotEmpty(changed);

            Assert.Equal(expected.Select(key => (SyncKey)key), changed.SelectMany(entry => KeysTouchedBy(model, entry)).Distinct().OrderBy(key => key.Text));
            Assert.All(changed, entry => Assert.Equal(KeysTouchedBy(model, entry).Count > 0, model.Concerns(entry.Metadata)));
            return Task.CompletedTask;
        });
    }

    private Task FillAsync() => _database.UseAsync(async context =>
    {
        context.Add(new Order
        {
            Id = 1,
            Buyer = new Buyer { Name = "b" },
            Parcel = new Parcel { City = "c", Stamp = new Stamp { Cents = 1 } },
            Lines = { new Line { Id = 1, Amount = 1, Extras = { new Extra { Id = 1, Text = "e" } } } },
            Note = new Note { Text = "n" },
            Remarks = { new Remark { Text = "r" } },
            Labels = { new Label { Name = "l" } },
        });
        context.Add(new GiftOrder { Id = 2 });
        await context.SaveChangesAsync();
    });
}
