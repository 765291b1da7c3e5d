using SyncHub.Specification;

namespace SyncHub.Postgres.Tests.Tables;

public sealed class CreateScriptTests
{
    [Fact]
    public async Task CreateScript_RunByTheApplicationTwice_IsAllThatTheLogNeeds()
    {
        var (database, schema) = (await SharedPostgres.GetAsync(), SharedPostgres.NewSchema());
        await using var admin = await Admin.OpenAsync(database);
        await admin.ReadAsync(PostgresChangeLog.CreateScript(schema));
        await admin.ReadAsync(PostgresChangeLog.CreateScript(schema));
        await using var node = await TestNode.StartAsync(database, schema, configure: options => options.CreatesTables = false);

        await node.WriteAsync([.. Changes.Commit("tasks", 3).Changes]);

        Assert.Equal(3, (await node.KeysAsync()).Count);
    }

    [Fact]
    public async Task CreatesTables_FalseAndNoneThere_WaitsAndSaysWhat()
    {
        await using var node = TestNode.Open(await SharedPostgres.GetAsync(), SharedPostgres.NewSchema(), configure: options => options.CreatesTables = false);

        await node.Signals.WhenAsync(nameof(PostgresLogMessages.ConnectionLost));

        Assert.Contains("log_meta", node.Log.Health.Reason!, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateScript_NoName_ThrowsNamingIt() =>
        Assert.Contains("'Bad name'", Assert.Throws<ArgumentException>(() => PostgresChangeLog.CreateScript("Bad name")).Message, StringComparison.Ordinal);

    /// <summary>What the guide shows is what is created.</summary>
    [Fact]
    public async Task CreateScript_TheGuideShows_IsThisOne()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SyncHub.sln")))
        {
            folder = folder.Parent!;
        }

        var guide = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "docs", "change-logs.md"));

        Assert.Contains(PostgresChangeLog.CreateScript(), guide, StringComparison.Ordinal);
    }
}
