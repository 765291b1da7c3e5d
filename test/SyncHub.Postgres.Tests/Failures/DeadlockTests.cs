using SyncHub.Specification;

namespace SyncHub.Postgres.Tests.Failures;

/// <summary>Nodes whose commits name the same models in crossing orders.</summary>
public sealed class DeadlockTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_CrossingModels_WithTheOrderOfLocksAllPass_WithoutSomeAreRefused(bool isGuarded)
    {
        var (database, schema) = (await SharedPostgres.GetAsync(), SharedPostgres.NewSchema());
        var without = isGuarded ? PostgresGuards.None : PostgresGuards.LockOrder;
        await using var first = await TestNode.StartAsync(database, schema, without, options => options.CommitsPerTransaction = 1);
        await using var second = await TestNode.StartAsync(database, schema, without, options => options.CommitsPerTransaction = 1);
        var refused = Task.WhenAny(
            first.Signals.WhenAsync(nameof(PostgresLogMessages.AppendsRefused)), second.Signals.WhenAsync(nameof(PostgresLogMessages.AppendsRefused)));
        var rounds = 0;

        do
        {
            await Task.WhenAll(Enumerable.Range(0, 50).SelectMany(number => new[]
            {
                first.WriteAsync([Changes.Add("tasks", $"a{number}"), Changes.Add("notes", $"a{number}")]),
                second.WriteAsync([Changes.Add("notes", $"b{number}"), Changes.Add("tasks", $"b{number}")]),
            }));
            rounds++;
        }
        while (isGuarded ? rounds < 4 : !refused.IsCompleted);

        Assert.Equal(isGuarded ? 0 : 1, Math.Min(1, first.Signals.Count(nameof(PostgresLogMessages.AppendsRefused)) + second.Signals.Count(nameof(PostgresLogMessages.AppendsRefused))));
        var last = await first.UntilAsync(head => head.Seq == rounds * 100);
        await second.UntilAsync(head => head == last);
        Assert.Equal(await first.KeysAsync(), await second.KeysAsync());
    }
}
