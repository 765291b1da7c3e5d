using Microsoft.EntityFrameworkCore;
using SyncHub.Chaos.Tests.Clients;
using SyncHub.Chaos.Tests.Cluster;
using SyncHub.Chaos.Tests.Faults;
using SyncHub.Chaos.Tests.Writing;

namespace SyncHub.Chaos.Tests;

/// <summary>A cluster, those who write, and those who follow.</summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    private const int Followers = 6;

    /// <summary>The first of them show writes before the server has them.</summary>
    private const int Showing = 2;

    /// <summary>A minute has many hundreds, unless the machine takes most of it to start nodes.</summary>
    private const int FewestWrites = 20;

    /// <summary>How long what has to happen may take; it takes seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly NodeCluster _cluster;
    private readonly WriteBook _book = new();
    private readonly NodeWriter _writer;
    private readonly IReadOnlyList<Follower> _followers;
    private readonly ChaosSettings _settings;
    private readonly Action<string> _say;

    private ChaosRun(NodeCluster cluster, ChaosSettings settings, Action<string> say)
    {
        (_cluster, _settings, _say) = (cluster, settings, say);
        _writer = new NodeWriter(_book);
        var truth = new Truth(cluster);
        var markers = cluster.Nodes.Select(MarkerOf).ToList();
        _followers = [.. Enumerable.Range(0, Followers).Select(number => new Follower(
            $"follower {number}",
            [.. cluster.Nodes.Skip(number % cluster.Nodes.Count), .. cluster.Nodes.Take(number % cluster.Nodes.Count)],
            truth,
            _book,
            markers.Concat(Enumerable.Range(1, WriteGenerator.Cards).Where(id => id % Followers == number)),
            markers.Append(1 + (number % WriteGenerator.Boards))))];
    }

    /// <summary>Starts everything; all followers have the first rows.</summary>
    public static async Task<ChaosRun> StartAsync(ChaosSettings settings, Action<string> say)
    {
        var run = new ChaosRun(await NodeCluster.StartAsync(settings.Cluster), settings, say);
        try
        {
            foreach (var first in WriteGenerator.First())
            {
                await run._writer.WriteUntilDoneAsync(run._cluster.Nodes[0], first);
            }

            await run.ConvergeAsync("before any fault");
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has rows written while faults happen, until they are over.</summary>
    /// <returns>How often what happened.</returns>
    public async Task<IReadOnlyDictionary<FaultKind, int>> RageAsync(IReadOnlyList<Fault> schedule)
    {
        var pace = new Pace();
        var faults = new FaultRunner(_cluster, pace, _settings.Duration);
        using var ending = new CancellationTokenSource();
        var load = new WriteLoad(_cluster, _writer, [.. _followers.Take(Showing)], _settings.Seed).RunAsync(ending.Token);
        try
        {
            await faults.RunAsync(schedule);
        }
        finally
        {
            await ending.CancelAsync();
            await load;
        }

        _say($"after {pace.Elapsed.TotalSeconds:F0} s: {string.Join(", ", faults.Counts.Select(count => $"{count.Value} {count.Key}"))}; writes: {_book.Summary}; connections tried: {string.Join(' ', _followers.Select(follower => follower.Attempts))}");
        return faults.Counts;
    }

    /// <summary>Faults and writes are over: everything comes to rest, and every view is right, also after further writes that follow all that was left to tell.</summary>
    public async Task SettleAsync()
    {
        var pace = new Pace();
        Assert.All(_cluster.Nodes, node => node.AssertRuns());
        await Task.WhenAll(_followers.Select(follower => follower.WhenSettledAsync())).WaitAsync(Patience);
        await ConvergeAsync("after the faults");
        _say($"converged after {pace.Elapsed.TotalSeconds:F1} s");
        await WhenNothingIsLeftAsync();
        foreach (var node in _cluster.Nodes)
        {
            await _writer.WriteUntilDoneAsync(node, WriteGenerator.Marker(MarkerOf(node)));
        }

        await ConvergeAsync("after the markers");
        _say($"at rest after {pace.Elapsed.TotalSeconds:F1} s");
        Assert.True(_book.Count(WriteFate.Done) > FewestWrites, $"Hardly anything was written: {_book.Summary}");
        var complaints = _followers.SelectMany(follower => follower.Handles).SelectMany(handle => handle.Complaints).Concat(_book.ShownThoughRefused()).ToList();
        Assert.True(complaints.Count == 0, $"{complaints.Count} times something was shown that may not be, with seed {_settings.Seed}:{Environment.NewLine}{string.Join(Environment.NewLine, complaints.CountBy(complaint => complaint).Take(20).Select(count => $"{count.Value} times {count.Key}"))}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var follower in _followers)
        {
            await follower.DisposeAsync();
        }

        _writer.Dispose();
        await _cluster.DisposeAsync();
    }

    private static int MarkerOf(Node node) => -1 - node.Number;

    private async Task ConvergeAsync(string when)
    {
        var differences = await Convergence.WaitAsync(_followers, Patience);
        if (differences.Count > 0)
        {
            Assert.Fail($"{when}, {differences.Count} views differ from the database, with seed {_settings.Seed}:{Environment.NewLine}{Convergence.Report(differences, _cluster)}");
        }
    }

    /// <summary>Nobody signals that the outbox is empty and the nodes are well; so they are asked.</summary>
    private async Task WhenNothingIsLeftAsync()
    {
        using var http = new HttpClient();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        for (var pace = new Pace(); ;)
        {
            var left = await OutboxCountAsync();
            var health = await Task.WhenAll(_cluster.Nodes.Select(node => HealthAsync(http, node)));
            if (left == 0 && health.All("Healthy".Equals))
            {
                return;
            }

            Assert.True(pace.Elapsed < Patience, $"{left} entries are left in the outbox, and nodes are {string.Join(", ", health)}, with seed {_settings.Seed}.");
            await timer.WaitForNextTickAsync();
        }
    }

    private static async Task<string> HealthAsync(HttpClient http, Node node)
    {
        using var answer = await http.GetAsync(new Uri(node.Url, "/health"));
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<int> OutboxCountAsync()
    {
        await using var db = _cluster.Open();
        return await db.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM "SyncHubOutbox" """).SingleAsync();
    }
}
