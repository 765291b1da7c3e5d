using SyncHub.Client.Entities;
using SyncHub.Client.Subscriptions;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Subscriptions;

/// <summary>
/// A server with its own truth, and a wire that loses, repeats and delays pushes, breaks, and moves to another epoch or another scope.
/// Whenever the client says Synced and nothing is on the way, it must show the truth. In pairs: a follower without the guard fails.
/// </summary>
public sealed class FaultyWireTests
{
    private const int Seed = 815;
    private const int Runs = 1_000;

    [Fact]
    public void Reduce_FaultyWire_EndsWithTheTruth()
    {
        for (var run = 0; run < Runs; run++)
        {
            var wire = new FaultyWire(Seed + run);
            var follower = new GuardedFollower();
            wire.Play(follower);

            Assert.True(follower.Shown == wire.Truth, $"Seed {Seed + run}: shown {follower.Shown}, true {wire.Truth}.");
        }
    }

    [Fact]
    public void UncheckedFollower_FaultyWire_ShowsWrongData()
    {
        var wrong = 0;
        for (var run = 0; run < Runs; run++)
        {
            var wire = new FaultyWire(Seed + run);
            var follower = new UncheckedFollower();
            wire.Play(follower);
            wrong += follower.Shown == wire.Truth ? 0 : 1;
        }

        Assert.True(wrong > Runs / 10, $"Only {wrong} of {Runs} runs go wrong without the guard: the faults are too mild to prove anything.");
    }

    private interface IFollower
    {
        RawJson Shown { get; }

        /// <summary>Takes a record; true when the follower wants to be answered afresh.</summary>
        bool Take(object record, out SyncVersion? from, out string? requestId);

        bool Connect(out SyncVersion? from, out string? requestId);

        void Disconnect();
    }

    private sealed class GuardedFollower : IFollower
    {
        private SubscriptionState _state = new() { Id = "7", Rules = EntityRules.Instance };

        public RawJson Shown => _state.Phase == SubscriptionPhase.Synced ? ((EntityContent)_state.Content!).Body : default;

        public bool Connect(out SyncVersion? from, out string? requestId) => Apply(new SubscriptionEvent.Opened(), out from, out requestId);

        public void Disconnect() => Apply(new SubscriptionEvent.Lost(), out _, out _);

        public bool Take(object record, out SyncVersion? from, out string? requestId) => Apply(
            record switch
            {
                EntityPush push => new SubscriptionEvent.Pushed(push),
                Subscribed answer => new SubscriptionEvent.Answered(answer),
                Position position => new SubscriptionEvent.Advanced(position.Positions[0].Version),
                _ => throw new ArgumentOutOfRangeException(nameof(record)),
            },
            out from,
            out requestId);

        private bool Apply(SubscriptionEvent happened, out SyncVersion? from, out string? requestId)
        {
            var (state, effects) = SubscriptionReducer.Reduce(_state, happened);
            _state = state;
            var ask = effects.OfType<SubscriptionEffect.Ask>().SingleOrDefault();
            (from, requestId) = (ask?.From?.Version, ask?.RequestId);
            return ask is not null;
        }
    }

    /// <summary>Believes whatever comes, as a client without positions would.</summary>
    private sealed class UncheckedFollower : IFollower
    {
        public RawJson Shown { get; private set; }

        public bool Connect(out SyncVersion? from, out string? requestId)
        {
            (from, requestId) = (null, "x");
            return true;
        }

        public void Disconnect()
        {
        }

        public bool Take(object record, out SyncVersion? from, out string? requestId)
        {
            (from, requestId) = (null, null);
            Shown = record switch
            {
                Subscribed answer => answer.Data,
                EntityAdded added => added.Entity,
                EntityUpdated updated when EntityBody.TryMerge(Shown, updated.Change, out var merged) => merged,
                EntityRemoved => RawJson.Null,
                _ => Shown,
            };
            return false;
        }
    }

    private sealed class FaultyWire(int seed)
    {
        // Many, so that what a lost push would have said is not soon said again.
        private const int Properties = 12;

        private readonly Random _random = new(seed);
        private List<object> _inFlight = [];
        private readonly List<(long Seq, EntityChange Change)> _log = [];
        private string _epoch = Epoch;
        private string _id = "s1";
        private int _scopes = 1;
        private long _seq;
        private long _groupPrev;
        private bool _isSubscribed;

        public RawJson Truth { get; private set; } = RawJson.Null;

        public void Play(IFollower follower)
        {
            var isConnected = false;
            for (var step = 0; step < 60; step++)
            {
                Connect(follower, ref isConnected);
                switch (_random.Next(10))
                {
                    case < 4:
                        Write();
                        break;
                    case < 8:
                        Deliver(follower, faulty: true);
                        break;
                    case 8 when _random.Next(4) == 0:
                        (_inFlight, isConnected, _isSubscribed) = ([], false, false);
                        follower.Disconnect();
                        break;
                    case 9 when _random.Next(8) == 0:
                        NewEpoch();
                        break;
                }
            }

            // The faults end; one more write shows what was missed, as any later write or resync would.
            Connect(follower, ref isConnected);
            Write();
            while (_inFlight.Count > 0)
            {
                Deliver(follower, faulty: false);
            }
        }

        private void Connect(IFollower follower, ref bool isConnected)
        {
            if (!isConnected)
            {
                isConnected = true;
                Ask(follower.Connect(out var from, out var requestId), from, requestId);
            }
        }

        private void Write()
        {
            var isThere = !Truth.IsNull;
            var value = _random.Next(1_000);
            var prev = _groupPrev;
            _seq++;
            object push;
            EntityChange change;
            if (!isThere)
            {
                Truth = Raw("{" + string.Join(',', Enumerable.Range(0, Properties).Select(index => $"\"p{index}\":{value}")) + "}");
                change = Change(EntityChange.Add, _seq, Truth.ToString());
                push = new EntityAdded { SubscriptionId = _id, Entity = Truth, Version = At(_seq, _epoch), Prev = prev };
            }
            else if (_random.Next(20) == 0)
            {
                Truth = RawJson.Null;
                change = Change(EntityChange.Remove, _seq);
                push = new EntityRemoved { SubscriptionId = _id, Id = 1, Version = At(_seq, _epoch), Prev = prev };
            }
            else
            {
                var delta = $$"""{"p{{_random.Next(Properties)}}":{{value}}}""";
                Assert.True(EntityBody.TryMerge(Truth, Raw(delta), out var merged));
                Truth = merged;
                change = Change(EntityChange.Update, _seq, delta);
                push = new EntityUpdated { SubscriptionId = _id, Id = 1, Change = Raw(delta), Version = At(_seq, _epoch), Prev = prev };
            }

            _log.Add((_seq, change));
            _groupPrev = _seq;
            if (_isSubscribed)
            {
                _inFlight.Add(push);
            }
        }

        private void NewEpoch()
        {
            _epoch += "'";
            _seq = _random.Next(3);
            _groupPrev = _seq;
            _log.Clear();
            string? replaces = null;
            if (_random.Next(2) == 0)
            {
                // Another scope, in which the entity may not exist; what is left of the old one's pushes comes late, or again.
                (replaces, _id) = (_id, $"s{++_scopes}");
                Truth = _random.Next(2) == 0 ? RawJson.Null : Truth;
            }

            if (_isSubscribed)
            {
                var late = replaces is null ? [] : _inFlight.OfType<EntityPush>().Where(_ => _random.Next(3) == 0).ToList();
                _inFlight.Add(Snapshot(null, Truth.ToString(), _seq, id: _id, epoch: _epoch, replaces: replaces));
                _inFlight.AddRange(late);
            }
        }

        private void Deliver(IFollower follower, bool faulty)
        {
            if (_inFlight.Count == 0)
            {
                return;
            }

            // Answers are never lost or moved; pushes may be lost, repeated, or overtaken by the next push.
            var index = 0;
            if (faulty && _inFlight is [EntityPush, EntityPush, ..] && _random.Next(6) == 0)
            {
                index = 1;
            }

            var record = _inFlight[index];
            if (!(faulty && record is EntityPush && _random.Next(8) == 0))
            {
                _inFlight.RemoveAt(index);
            }

            if (faulty && record is EntityPush && _random.Next(8) == 0)
            {
                _inFlight.Remove(record);
                return;
            }

            Ask(follower.Take(record, out var from, out var requestId), from, requestId);
        }

        private void Ask(bool isWanted, SyncVersion? from, string? requestId)
        {
            if (!isWanted)
            {
                return;
            }

            _isSubscribed = true;
            var isSameEpoch = from is { } at && at.Epoch == _epoch;
            _inFlight.Add(isSameEpoch && _log.Count(entry => entry.Seq > from!.Value.Seq) == _seq - from!.Value.Seq
                ? Delta(requestId, _seq, [.. _log.Where(entry => entry.Seq > from.Value.Seq).Select(entry => entry.Change with { Version = At(entry.Seq, _epoch) })]) with { SubscriptionId = _id, Version = At(_seq, _epoch) }
                : Snapshot(requestId, Truth.ToString(), _seq, id: _id, epoch: _epoch));
        }
    }
}
