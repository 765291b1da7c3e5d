using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;
using SyncHub.Protocol;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;

namespace SyncHub.LoadTest.Server.LiveQueries;

/// <summary>
/// The baseline: on each change every query is run again over all rows in memory, with the predicates and comparers that SyncHub compiles,
/// and what has changed by key is pushed with a plain group send.
/// </summary>
internal sealed class NaiveMessages(IHubContext<NaiveHub> hub, TimeProvider time) : ILiveTarget, IDisposable
{
    private readonly QueryCompiler<Message> _compiler = new();

    // Held by whoever writes or subscribes: rows and queries are seen by one at a time.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<Message> _rows = [];
    private readonly List<NaiveQuery> _queries = [];
    private long _seq;

    public Target Target => Target.Naive;

    /// <summary>Before anybody subscribes: nothing is run for it.</summary>
    public Task SeedAsync(LivePlan plan, int firstRow, int count)
    {
        _rows.AddRange(Enumerable.Range(firstRow, count).Select(row => Message.Added(plan, row)));
        return Task.CompletedTask;
    }

    public void LookAtAll()
    {
        // They are entities already.
    }

    public async Task WriteAsync(LivePlan plan, LiveWrite write, long stamp)
    {
        await _turn.WaitAsync();
        try
        {
            _rows[write.Row] = _rows[write.Row].Written(plan, write, stamp);
            _seq++;
            var version = Version();
            foreach (var query in _queries)
            {
                if (query.RunAgain(CollectionsMarshal.AsSpan(_rows), version) is { } push)
                {
                    await hub.Clients.Group(query.Id).SendAsync(ClientMethods.CollectionChanged, push);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Adds a query, as a <c>SubscribeCollection</c> asks for it.</summary>
    public async Task<Subscribed> SubscribeAsync(JsonElement request)
    {
        await _turn.WaitAsync();
        try
        {
            var asked = Query.Read(Message.Schema, request.GetProperty("filter"), request.GetProperty("order"), request.GetProperty("top").GetInt32());
            var id = string.Create(CultureInfo.InvariantCulture, $"query-{_queries.Count:D6}");
            var query = new NaiveQuery(id, _compiler.ToPredicate(asked.Filter), _compiler.ToComparer(asked.Order), asked.Top!.Value);
            _queries.Add(query);
            return query.Start(request.GetProperty("requestId").GetString()!, LivePlan.Model, CollectionsMarshal.AsSpan(_rows), Version());
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private SyncVersion Version() => new(_seq, "naive", time.GetUtcNow());
}
