using System.Globalization;
using SyncHub.Client.Collections;
using SyncHub.Client.Subscriptions;
using static SyncHub.Client.Tests.Collections.PageWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Collections;

/// <summary>
/// A server's page and a wire that loses, repeats and reorders pushes, and loses single edits out of them, which no position tells.
/// In pairs: a follower that trusts every index fails.
/// </summary>
public sealed class FaultyPagesTests
{
    private const int Seed = 1_903;
    private const int Runs = 1_000;
    private const int Top = 6;

    [Fact]
    public void Reduce_FaultyWire_EndsWithTheTruth()
    {
        for (var run = 0; run < Runs; run++)
        {
            var server = new FaultyServer(Seed + run);
            var follower = new GuardedFollower(server);
            server.Play(follower.Take);

            Assert.True(server.Truth.SequenceEqual(follower.Rows), $"Seed {Seed + run}: shown {Show(follower.Rows)}, true {Show(server.Truth)}.");
        }
    }

    [Fact]
    public void TrustingFollower_FaultyWire_ShowsWrongRows()
    {
        var wrong = 0;
        for (var run = 0; run < Runs; run++)
        {
            var server = new FaultyServer(Seed + run);
            var rows = server.Truth.ToList();
            server.Play(push => Trust(rows, push));
            wrong += server.Truth.SequenceEqual(rows) ? 0 : 1;
        }

        Assert.True(wrong > Runs / 10, $"Only {wrong} of {Runs} runs go wrong without the guard: the faults are too mild to prove anything.");
    }

    private static string Show(IEnumerable<CollectionRow> rows) => string.Join(' ', rows.Select(row => row.Body));

    private static void Trust(List<CollectionRow> rows, CollectionChanged push)
    {
        foreach (var edit in push.Changes)
        {
            var last = rows.Count - 1;
            var from = Math.Min(edit.From ?? edit.Index, last);
            var row = edit.Type == CollectionEdit.Insert ? RowReader.Read(edit.Entity, "id") : last < 0 ? null : rows[from];
            if (row is null)
            {
                continue;
            }

            if (edit.Type == CollectionEdit.Insert)
            {
                rows.RemoveAll(other => other.Key == row.Key);
            }
            else
            {
                rows.RemoveAt(from);
            }

            if (edit.Type != CollectionEdit.Remove)
            {
                var body = EntityBody.TryMerge(row.Body, edit.Change, out var merged) ? merged : row.Body;
                rows.Insert(Math.Min(edit.Index, rows.Count), row with { Body = body });
            }
        }
    }

    private sealed class GuardedFollower
    {
        private readonly FaultyServer _server;
        private SubscriptionState _state = new() { Id = "7", Rules = new CollectionRules(Top) };

        public GuardedFollower(FaultyServer server)
        {
            _server = server;
            Apply(new SubscriptionEvent.Opened());
        }

        public IEnumerable<CollectionRow> Rows => _state.Phase == SubscriptionPhase.Synced ? ((CollectionContent)_state.Content!).Rows : [];

        public void Take(CollectionChanged push) => Apply(new SubscriptionEvent.Pushed(push));

        private void Apply(SubscriptionEvent happened)
        {
            var (state, effects) = SubscriptionReducer.Reduce(_state, happened);
            _state = state;
            foreach (var ask in effects.OfType<SubscriptionEffect.Ask>())
            {
                Apply(new SubscriptionEvent.Answered(_server.Answer(ask.RequestId, (CollectionContent?)ask.From)));
            }
        }
    }

    private sealed class FaultyServer
    {
        private readonly Random _random;
        private readonly PageScript _script;
        private readonly List<CollectionChanged> _inFlight = [];
        private readonly List<CollectionRow[]> _history = [];

        public FaultyServer(int seed)
        {
            _random = new Random(seed);
            _script = new PageScript(_random, Top);
            _history.Add([]);
        }

        public CollectionRow[] Truth => _history[^1];

        private long Seq => _history.Count - 1;

        public void Play(Action<CollectionChanged> deliver)
        {
            for (var step = 0; step < 60; step++)
            {
                if (_random.Next(2) == 0)
                {
                    Write(_script.Next());
                }
                else if (_inFlight.Count > 0)
                {
                    DeliverFaulty(deliver);
                }
            }

            // The faults end. Every row is written once more, as it would be sooner or later; and somebody adds one to a page that is empty.
            DeliverAll(deliver);
            while (_script.Rows.Count == 0)
            {
                Write(_script.Next());
            }

            for (var index = 0; index < _script.Rows.Count; index++)
            {
                var id = _script.Rows[index].Id;
                _script.Rows[index] = (id, "z");
                Write([Update(index, id, "z")]);
            }

            DeliverAll(deliver);
        }

        /// <summary>As the protocol says: everything, or the keys and the bodies that the asker cannot have as of its position.</summary>
        public Subscribed Answer(string requestId, CollectionContent? from)
        {
            _inFlight.Clear();
            if (from is null)
            {
                return Page(requestId, $"[{string.Join(',', Truth.Select(row => row.Body))}]", Seq);
            }

            var then = _history[(int)from.Version.Seq];
            var known = from.Rows.Select(row => row.Key).ToHashSet();
            var bodies = Truth.Where(row => !then.Contains(row) || !known.Contains(row.Key)).Select(row => row.Body.ToString());
            return PageDelta(requestId, Seq, null, [.. Truth.Select(row => int.Parse(row.Key, CultureInfo.InvariantCulture))], [.. bodies]);
        }

        private void Write(CollectionEdit[] edits)
        {
            _history.Add([.. _script.Rows.Select(row => Row(row.Id, row.Text))]);
            _inFlight.Add(Changed(Seq, Seq - 1, null, edits));
        }

        private void DeliverAll(Action<CollectionChanged> deliver)
        {
            while (_inFlight is [var push, ..])
            {
                _inFlight.RemoveAt(0);
                deliver(push);
            }
        }

        private void DeliverFaulty(Action<CollectionChanged> deliver)
        {
            var index = _inFlight.Count > 1 && _random.Next(8) == 0 ? 1 : 0;
            var push = _inFlight[index];
            if (_random.Next(8) > 0)
            {
                _inFlight.RemoveAt(index);
            }

            if (_random.Next(8) > 0)
            {
                // What is left of a lost removal at the very end nobody could notice.
                var isLossy = _random.Next(8) == 0;
                deliver(push with { Changes = [.. push.Changes.Where(edit => !isLossy || edit.Type is CollectionEdit.Remove or CollectionEdit.Update)] });
            }
            else
            {
                _inFlight.Remove(push);
            }
        }
    }
}
