namespace SyncHub.Postgres.Tests.Failures;

/// <summary>Notifications do not arrive, though connections are open.</summary>
public sealed class MessageTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Notification_Lost_WithTheQuietLookChangesCome_WithoutTheNodeStandsStill(bool isGuarded)
    {
        var (database, schema) = (await SharedPostgres.GetAsync(), SharedPostgres.NewSchema());
        await using var writer = await TestNode.StartAsync(database, schema);
        await using var reader = await TestNode.StartAsync(
            database, schema, isGuarded ? PostgresGuards.None : PostgresGuards.QuietLook, seams: new PostgresLogSeams { HearsNews = false });

        await writer.WriteAsync("missed");
        if (isGuarded)
        {
            await reader.UntilAsync(head => head.Seq == 1);
        }
        else
        {
            await writer.LooksAsync(5);
            Assert.Empty(await reader.KeysAsync());
        }
    }

    [Fact]
    public async Task Notification_Heard_ComesWithoutTheQuietLook()
    {
        var (database, schema) = (await SharedPostgres.GetAsync(), SharedPostgres.NewSchema());
        await using var writer = await TestNode.StartAsync(database, schema, PostgresGuards.QuietLook);
        await using var reader = await TestNode.StartAsync(database, schema, PostgresGuards.QuietLook);

        await writer.WriteAsync("a");

        await reader.UntilAsync(head => head.Seq == 1);
        Assert.Equal(["a"], await reader.KeysAsync());
    }
}
