using SyncHub.Testing.PostgreSql;

namespace SyncHub.Postgres.Tests.Failures;

/// <summary>Answers do not arrive, or connections are cut.</summary>
public sealed class AnswerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_AnswerLost_WithNumbersIsThereOnce_WithoutTwice(bool isGuarded)
    {
        var left = 1;
        var seams = new PostgresLogSeams
        {
            Committed = () =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    throw new IOException("The answer is lost.");
                }
            },
        };
        await using var node = await TestNode.StartAsync(
            await SharedPostgres.GetAsync(), SharedPostgres.NewSchema(), isGuarded ? PostgresGuards.None : PostgresGuards.CommitNumbers, seams: seams);

        var head = await node.WriteAsync("first");
        await node.WriteAsync("second");

        Assert.Equal(isGuarded ? ["first", "second"] : ["first", "first", "second"], await node.KeysAsync());
        Assert.Equal(isGuarded ? 1 : 2, head.Seq);
    }

    /// <summary>Its place is told, not where the log stands by then.</summary>
    [Fact]
    public async Task Append_ManyAnswersLostAmongOthersCommits_AreThereOnceInOrderWithTheirOwnHeads()
    {
        var (database, schema) = (await SharedPostgres.GetAsync(), SharedPostgres.NewSchema());
        var count = 0;
        var seams = new PostgresLogSeams
        {
            Committed = () =>
            {
                if (Interlocked.Increment(ref count) % 3 == 0)
                {
                    throw new IOException("The answer is lost.");
                }
            },
        };
        await using var node = await TestNode.StartAsync(database, schema, configure: options => options.CommitsPerTransaction = 7, seams: seams);
        await using var other = await TestNode.StartAsync(database, schema);

        var others = Enumerable.Range(0, 50).Select(_ => other.WriteAsync("other")).ToList();
        var writes = Enumerable.Range(0, 100).Select(number => (Key: $"{number}", Head: node.WriteAsync($"{number}"))).ToList();
        await Task.WhenAll(writes.Select(write => write.Head).Concat(others));

        var entries = (await node.Log.ReadAsync("tasks", 0, 1000)).Entries;
        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"{number}"), entries.Select(entry => entry.Change.Key.Text).Where(key => key != "other"));
        foreach (var (key, head) in writes)
        {
            Assert.Equal(key, entries[(int)(await head).Seq - 1].Change.Key.Text);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_ConnectionsCut_WithResendingAllArriveOnceInOrder_WithoutSomeFail(bool isGuarded)
    {
        var database = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        await using var node = await TestNode.StartAsync(
            database, "synchub", isGuarded ? PostgresGuards.None : PostgresGuards.Resend, options => options.CommitsPerTransaction = 2);
        await using var admin = await Admin.OpenAsync(database);

        var writes = Enumerable.Range(0, 300).Select(number => node.WriteAsync($"{number}")).ToList();
        for (var cut = 0; cut < 5; cut++)
        {
            await writes[20 + (cut * 20)].ContinueWith(_ => { }, TaskScheduler.Default);
            await admin.CutAsync();
        }

        if (isGuarded)
        {
            await Task.WhenAll(writes);
            Assert.Equal(Enumerable.Range(0, 300).Select(number => $"{number}"), await node.KeysAsync());
            Assert.NotEqual(0, node.Signals.Count(nameof(PostgresLogMessages.ConnectionLost)));
        }
        else
        {
            await Assert.ThrowsAsync<IOException>(() => Task.WhenAll(writes));
        }
    }
}
