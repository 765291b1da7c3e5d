using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Json;
using SyncHub.Server.Data;
using SyncHub.Server.DependencyInjection;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Collections;

/// <summary>
/// A database that knows nothing of the log: commits show at once, and are published steps later by publishers that run beside each other, read the rows
/// back as they are then, and append what they read steps after that. Reads take steps, too, and see what is committed at one moment in between.
/// </summary>
internal sealed class UnalignedDatabase(Random random, int keys) : ICollectionSource<Item>
{
    /// <summary>A key without a row.</summary>
    public const int Unwritten = -1;

    private readonly Lock _gate = new();
    private readonly List<(int Due, TaskCompletionSource Signal)> _waiting = [];
    private readonly List<Publication> _publications = [];
    private ConcurrentDictionary<string, bool> _states = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, bool> _formerStates = new(StringComparer.Ordinal);
    private ImmutableDictionary<SyncKey, StoredRow<Item>> _rows = ImmutableDictionary<SyncKey, StoredRow<Item>>.Empty;
    private SyncModel<Item, int>? _model;
    private IChangeLog? _log;
    private int _step;
    private bool _isFree = true;

    public QueryEvaluation Evaluation => QueryEvaluation.InMemory;

    /// <summary>How many steps a publication, its read-back and a read take at most.</summary>
    public int MostSteps { get; init; } = 6;

    /// <summary>How many of a hundred commits say nothing of what was before.</summary>
    public int RawPercent { get; init; } = 10;

    /// <summary>The rows as they are committed.</summary>
    public IReadOnlyCollection<Item> Rows => [.. _rows.Values.Select(row => row.Row.Entity)];

    public int Counts { get; private set; }

    /// <summary>Whether a row was ever committed like that, as far as that is remembered.</summary>
    public bool Existed(JsonObject row) =>
        StateOf(row.Deserialize<Item>(JsonSerializerOptions.Web)!) is var state && (_states.ContainsKey(state) || _formerStates.ContainsKey(state));

    /// <summary>
    /// All who follow have taken what was on the way, and have the present rows. A read that is out may yet show what came before, so that what was
    /// remembered is forgotten the next time.
    /// </summary>
    public void ForgetStates()
    {
        _formerStates = _states;
        _states = new ConcurrentDictionary<string, bool>(Rows.Select(row => KeyValuePair.Create(StateOf(row), true)), StringComparer.Ordinal);
    }

    public TestServerSettings Settings(Action<SyncHubOptions> options) => new()
    {
        Options = options,
        Services = services => services.AddKeyedSingleton<IEntitySource>(typeof(Item), (provider, _) =>
        {
            _log = provider.GetRequiredService<IChangeLog>();
            _model = (SyncModel<Item, int>)provider.GetRequiredService<ModelRegistry>().Find(nameof(Item))!;
            return this;
        }),
    };

    public async ValueTask<SourceRow> ReadAsync(SyncKey key, CancellationToken cancellationToken)
    {
        await SomeStepsAsync(cancellationToken);
        var body = _rows.TryGetValue(key, out var row) ? row.Body : RawJson.Null;
        await SomeStepsAsync(cancellationToken);
        return new SourceRow(body, null);
    }

    public async ValueTask<RowsRead<Item>> ReadAsync(RowRange<Item> range, CancellationToken cancellationToken)
    {
        await SomeStepsAsync(cancellationToken);
        var read = RowScan.Read(_model!.Queries, new DataSetState<Item>(_rows, null), range);
        Counts += range.Take == 0 && range.Query.Top != 0 ? 1 : 0;
        await SomeStepsAsync(cancellationToken);
        return read;
    }

    /// <summary>Fills the tables before anybody looks.</summary>
    public void Fill()
    {
        for (var key = 0; key < keys; key++)
        {
            Set(key, NewItem(key));
        }
    }

    /// <summary>One commit of up to so many rows; it is published later.</summary>
    public string Commit(int most)
    {
        var began = TimeProvider.System.GetUtcNow();
        var touched = Enumerable.Range(0, 1 + random.Next(most)).Select(_ => random.Next(keys)).Distinct().ToArray();
        var isRaw = random.Next(100) < RawPercent;
        var captured = new List<Change>();
        var done = new List<string>();
        foreach (var key in touched)
        {
            var before = _rows.GetValueOrDefault(key);
            var item = before is not null && random.Next(3) == 0 ? null : NewItem(key);
            if (item is null && before is null)
            {
                continue;
            }

            Set(key, item);
            done.Add($"{key}:{item?.Room ?? "-"},{item?.Rank},{item?.Title}");
            var kind = item is null ? ChangeKind.Remove : before is null && !isRaw ? ChangeKind.Add : ChangeKind.Update;
            captured.Add(new Change { Model = nameof(Item), Key = key, Kind = kind, Before = isRaw || before is null ? default : before.Body, BeforeIsHint = true });
        }

        if (captured.Count > 0)
        {
            _publications.Add(new Publication(captured, began) { Due = _step + random.Next(MostSteps) });
        }

        return string.Join("; ", done);
    }

    /// <summary>The log, for those who look for what went wrong.</summary>
    public async Task<string> DescribeAsync() => string.Join(Environment.NewLine, (await _log!.ReadAsync(nameof(Item), 0, int.MaxValue)).Entries.Select(entry =>
        $"{entry.Seq} {entry.Change.Kind} {entry.Change.Key.Text}: {entry.Change.Before} -> {entry.Change.After} since {entry.VisibleSince:ss.ffffff} at {entry.Timestamp:ss.ffffff}"));

    /// <summary>Any row may have changed.</summary>
    public Task ResetAsync() => _log!.AppendAsync(new Commit([ModelReset.Of(nameof(Item))])).AsTask();

    /// <summary>Time goes on: what is due is done.</summary>
    public async Task StepAsync()
    {
        _isFree = false;
        _step++;
        foreach (var publication in _publications.Where(publication => publication.Due <= _step).OrderBy(_ => random.Next()).ToArray())
        {
            await AdvanceAsync(publication);
        }

        Release(waiting => waiting.Due <= _step);
    }

    /// <summary>All that is committed gets published, and reads take no time any more.</summary>
    public async Task SettleAsync()
    {
        while (_publications.Count > 0)
        {
            await StepAsync();
        }

        _isFree = true;
        Release(_ => true);
    }

    private async Task AdvanceAsync(Publication publication)
    {
        if (publication.Read is null)
        {
            // The head is noted before the rows are read back.
            publication.Noted = (await _log!.GetHeadAsync(nameof(Item))).Seq;
            publication.Read = [.. publication.Captured.Select(change => change with { After = _rows.GetValueOrDefault(change.Key)?.Body ?? default })];
            publication.Due = _step + random.Next(MostSteps);
            return;
        }

        var appended = (await _log!.AppendAsync(new Commit(publication.Read, null, publication.Began)))[nameof(Item)].Seq;
        var others = (await _log.ReadAsync(nameof(Item), publication.Noted, int.MaxValue)).Entries
            .Where(entry => entry.Seq <= appended - publication.Read.Count).Select(entry => entry.Change.Key).ToHashSet();
        var contested = publication.Captured.FindAll(change => others.Contains(change.Key));
        if (contested.Count == 0)
        {
            _publications.Remove(publication);
            return;
        }

        // Somebody else has published one of these rows: who read it last is not known, so it is read again.
        (publication.Captured, publication.Read) = (contested, null);
    }

    private void Release(Predicate<(int Due, TaskCompletionSource Signal)> which)
    {
        lock (_gate)
        {
            foreach (var (_, signal) in _waiting.FindAll(which))
            {
                signal.TrySetResult();
            }

            _waiting.RemoveAll(which);
        }
    }

    private Task SomeStepsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isFree)
            {
                return Task.CompletedTask;
            }

            var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((_step + Random.Shared.Next(MostSteps), signal));
            return signal.Task.WaitAsync(cancellationToken);
        }
    }

    private static string StateOf(Item item) => $"{item.Id} {item.Room} {item.Rank} {item.Title} {item.At:O}";

    private void Set(int key, Item? item)
    {
        if (item is not null)
        {
            _states[StateOf(item)] = true;
        }

        var body = item is null ? default : _model!.Serialize(item);
        _rows = item is null ? _rows.Remove(key) : _rows.SetItem(key, new StoredRow<Item>(_model!.Queries.RowOf(key, body), body));
    }

    // Few values, so that rows come back to what they were.
    private Item NewItem(int key) => new()
    {
        Id = key,
        Room = random.Next(3) is var room && room == 0 ? null : "abc"[room - 1].ToString(),
        Rank = random.Next(4) is var rank && rank == 0 ? null : rank - 1,
        Title = random.Next(2) == 0 ? "a" : "b",
        At = new DateTime(2026, 1, 1, 0, random.Next(3), 0, DateTimeKind.Utc),
    };

    private sealed class Publication(List<Change> captured, DateTimeOffset began)
    {
        public List<Change> Captured { get; set; } = captured;

        public DateTimeOffset Began => began;

        public List<Change>? Read { get; set; }

        public long Noted { get; set; }

        public int Due { get; set; }
    }
}
