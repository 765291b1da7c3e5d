using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace SyncHub.EntityFrameworkCore.Tests.Models;

public sealed class OriginalBodyTests : IDisposable
{
    private readonly ShopDatabase _database = new(builder => builder
        .AddEntityFrameworkModel<ShopContext, Item>()
        .AddEntityFrameworkModel<ShopContext, Order>()
        .AddEntityFrameworkModel<ShopContext, Buyer>()
        .AddEntityFrameworkModel<ShopContext, Order, OrderRow>(order => new OrderRow { Id = order.Id }));

    public void Dispose() => _database.Dispose();

    [Fact]
    public void HasWholeOriginals_NothingFromElsewhere_IsTrue()
    {
        Assert.True(_database.Tracked<Item>().HasWholeOriginals);
        Assert.True(_database.Tracked<Buyer>().HasWholeOriginals);
    }

    [Fact]
    public void HasWholeOriginals_OwnedTypesOrProjection_IsFalse()
    {
        Assert.False(_database.Tracked<Order>().HasWholeOriginals);
        Assert.False(_database.Tracked<OrderRow>().HasWholeOriginals);
    }

    [Fact]
    public void HasPlainOriginals_ValuesThatMayBeShared_IsFalse()
    {
        Assert.True(_database.Tracked<Buyer>().HasPlainOriginals);
        Assert.False(_database.Tracked<Item>().HasPlainOriginals);
        Assert.False(_database.Tracked<Order>().HasPlainOriginals);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task OriginalBody_ChangedEntity_IsAsItWasRead(int id)
    {
        await _database.UseAsync(async context =>
        {
            context.Add(new Item(1, "one") { Sort = "s", Mood = Mood.Wild, Box = new Box(2, 3) });
            context.Add(new SpecialItem(2, "two") { Sort = "t", Bonus = 5, Box = new Box(4, 5) });
            await context.SaveChangesAsync();
        });
        await _database.UseAsync(async context =>
        {
            var model = _database.Tracked<Item>();
            var before = (await model.ReadAsync(context, [id], default))[id];
            var item = await context.Items.SingleAsync(item => item.Id == id);
            item.Rename("new");
            item.Mood = Mood.Calm;
            item.Box = new Box(9, 9);
            context.ChangeTracker.DetectChanges();

            Assert.Equal(before.ToString(), model.BodyOf(model.Original(context.Entry(item))).ToString());
            Assert.Contains(id == 1 ? "one (s)" : "two (t)", before.ToString(), StringComparison.Ordinal);
        });
    }
}
