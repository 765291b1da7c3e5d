using SyncHub.Server.Log;
using SyncHub.Testing.PostgreSql;

namespace SyncHub.Postgres.Tests.Failures;

/// <summary>The database is away while changes are made, or has lost some.</summary>
public sealed class AbsenceTests
{
    [Fact]
    public async Task Append_DatabaseStoppedForAWhile_WaitsInOrderAndTheHealthSaysSo()
    {
        await using var server = await PostgresServer.StartOwnAsync();
        var database = await server.CreateDatabaseAsync();
        await using var node = await TestNode.StartAsync(database, "synchub");
        await using var other = await TestNode.StartAsync(database, "synchub");
        await node.WriteAsync("before");
        var epoch = await node.EpochAsync();
        await server.StopAsync();
        await node.Signals.WhenAsync(nameof(PostgresLogMessages.ConnectionLost));

        var writes = Enumerable.Range(0, 200).Select(number => node.WriteAsync($"{number}")).ToList();
        var during = node.Log.Health;
        var read = await node.KeysAsync();
        await server.StartAgainAsync();
        await Task.WhenAll(writes);

        Assert.Equal(ChangeLogStatus.Degraded, during.Status);
        Assert.NotNull(during.Since);
        Assert.Equal(["before"], read);
        await other.UntilAsync(head => head.Seq == 201);
        Assert.Equal(Enumerable.Range(0, 200).Select(number => $"{number}").Prepend("before"), await other.KeysAsync());
        Assert.Equal(epoch, await other.EpochAsync());
    }

    [Fact]
    public async Task Open_DatabaseAway_ReadsAndAppendsWaitUntilItIsThere()
    {
        await using var server = await PostgresServer.StartOwnAsync();
        var database = await server.CreateDatabaseAsync();
        await server.StopAsync();
        await using var node = TestNode.Open(database, "synchub");
        var read = node.Log.ReadAsync("tasks", 0, 10).AsTask();
        var write = node.WriteAsync("early");
        await node.Signals.WhenAsync(nameof(PostgresLogMessages.ConnectionLost));

        Assert.Equal(ChangeLogStatus.Unhealthy, node.Log.Health.Status);
        Assert.False(read.IsCompleted);

        await server.StartAgainAsync();
        await write;
        await read.WaitAsync(TestNode.Patience);
        Assert.Equal(["early"], await node.KeysAsync());
        await node.LooksAsync(1);
        Assert.True(node.Log.Health.IsHealthy, node.Log.Health.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_MoreThanTheQueueHolds_WithANewEpochEverybodyLearnsOfIt_WithoutItIsMissing(bool isGuarded)
    {
        var (database, schema) = (await SharedPostgres.GetAsync(), SharedPostgres.NewSchema());
        await using var other = await TestNode.StartAsync(database, schema);
        await using var node = await TestNode.StartAsync(
            database, schema, isGuarded ? PostgresGuards.None : PostgresGuards.Overflow, options => options.QueueCommits = 10);
        await node.WriteAsync("before");
        var epoch = await node.EpochAsync();
        List<Task<LogHead>> writes;
        await using (var admin = await Admin.OpenAsync(database))
        {
            // Its end lets go of the lock.
            await admin.ReadAsync("BEGIN");
            await admin.ReadAsync($"LOCK TABLE {schema}.log_nodes IN ACCESS EXCLUSIVE MODE");
            writes = [.. Enumerable.Range(0, 15).Select(number => node.WriteAsync($"{number}"))];
            await node.Signals.WhenAsync(nameof(PostgresLogMessages.QueueFull));
        }

        await Task.WhenAll(writes);
        await node.WriteAsync("after");

        if (isGuarded)
        {
            Assert.All(await Task.WhenAll(writes), head => Assert.NotEqual(epoch, head.Epoch));
            await other.UntilAsync(head => head.Epoch != epoch);
        }
        else
        {
            var last = await node.Log.GetHeadAsync("tasks");
            await other.UntilAsync(head => head == last);
            Assert.Equal(epoch, await other.EpochAsync());
            Assert.NotEqual(17, (await other.KeysAsync()).Count);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_AfterChangesWereLost_BeginsANewEpochFirst_OtherwiseItGoesOn(bool hasLost)
    {
        var (database, schema) = (await SharedPostgres.GetAsync(), SharedPostgres.NewSchema());
        await using var other = await TestNode.StartAsync(database, schema);
        var epoch = await other.EpochAsync();
        var node = await TestNode.StartAsync(database, schema);
        await node.WriteAsync("told");
        if (hasLost)
        {
            node.Log.ChangesLost();
        }

        await node.DisposeAsync();

        // One that joins now has what is in the tables.
        await using var next = await TestNode.StartAsync(database, schema);
        Assert.Equal(hasLost, epoch != await next.EpochAsync());
    }

    /// <summary>A backup is put back, as one does with a database: what came after it is gone.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Restore_OfEarlierData_WithTheComparisonANewEpochBegins_WithoutItANodeKeepsWhatIsLost(bool isGuarded, bool isGivenAgain)
    {
        var (database, schema) = (await SharedPostgres.GetAsync(), SharedPostgres.NewSchema());
        await using var admin = await Admin.OpenAsync(database);
        await using var node = await TestNode.StartAsync(database, schema, isGuarded ? PostgresGuards.None : PostgresGuards.LostTail);
        await node.WriteAsync("saved");
        await admin.ReadAsync($"CREATE TABLE {schema}.old_heads AS TABLE {schema}.log_heads; CREATE TABLE {schema}.old_nodes AS TABLE {schema}.log_nodes");
        await node.WriteAsync("lost");
        var epoch = await node.EpochAsync();

        // In one step, as the database was away meanwhile; somebody else may be quicker, and be given the number that was lost.
        await admin.ReadAsync($"""
            BEGIN;
            LOCK TABLE {schema}.log_heads;
            DELETE FROM {schema}.log_heads; INSERT INTO {schema}.log_heads TABLE {schema}.old_heads;
            DELETE FROM {schema}.log_nodes; INSERT INTO {schema}.log_nodes TABLE {schema}.old_nodes;
            DELETE FROM {schema}.log_entries WHERE last_seq > 1;
            {(isGivenAgain ? $"UPDATE {schema}.log_heads SET seq = 3, at = at + 1 WHERE model = 'tasks'; INSERT INTO {schema}.log_entries SELECT model, 2, 3, at + 1, 'else', 1, 0, payload FROM {schema}.log_entries WHERE model = 'tasks'" : "SELECT")};
            COMMIT
            """);

        if (isGuarded)
        {
            await node.UntilAsync(head => head.Epoch != epoch);
        }
        else
        {
            await node.LooksAsync(5);
            Assert.Equal((epoch, 2), (await node.EpochAsync(), (await node.KeysAsync()).Count));
        }
    }
}
