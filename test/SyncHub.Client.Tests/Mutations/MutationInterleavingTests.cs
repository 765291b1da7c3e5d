using System.Text.Json;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Collections.PageWire;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Mutations;

/// <summary>
/// Answers, pushes, reconnects, duplicates, refusals and rollbacks in every order, against a model: what is seen is what the server has said with
/// every mutation laid over it that this does not contain.
/// </summary>
public sealed class MutationInterleavingTests
{
    private const int Rounds = 120;
    private const int Steps = 40;

    [Fact]
    public async Task Visible_RandomInterleavings_IsTheFoldOfPendingOverBase()
    {
        for (var seed = 1; seed <= Rounds; seed++)
        {
            var steps = new List<string>();
            try
            {
                await RunAsync(new Random(seed), Steps, steps);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                Assert.Fail($"seed {seed}, after {string.Join(", ", await ShrinkAsync(seed))}: {exception.Message}");
            }
        }
    }

    /// <summary>The fewest steps of the seed that still fail.</summary>
    private static async Task<List<string>> ShrinkAsync(int seed)
    {
        for (var count = 1; count <= Steps; count++)
        {
            var steps = new List<string>();
            try
            {
                await RunAsync(new Random(seed), count, steps);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                return steps;
            }
        }

        return ["(not again)"];
    }

    private static async Task RunAsync(Random random, int count, List<string> steps)
    {
        await using var world = new World();
        await world.StartAsync();
        for (var step = 0; step < count; step++)
        {
            steps.Add(await world.StepAsync(random));
            await world.CheckAsync();
        }

        // Faults end: everything that was written is answered and told, and everything drains.
        steps.Add("the end");
        await world.EndAsync();
        await world.CheckAsync();
        Assert.Equal(world.ServerText, world.Note.DataOrDefault!.Text);
        Assert.All(world.Writes, write => Assert.True(write.Mutation.Status is not (MutationStatus.Pending or MutationStatus.Accepted), $"{write.Text} is {write.Mutation.Status}"));
        Assert.Equal(RowStatus.Settled, world.Note.Status == RowStatus.Failed ? RowStatus.Settled : world.Note.Status);
    }

    private sealed class Write(SyncMutation mutation, string text)
    {
        public SyncMutation Mutation => mutation;

        public string Text => text;

        /// <summary>The seq that the server made of it; null while it has not.</summary>
        public long? Seq { get; set; }

        public bool IsAnswered { get; set; }

        public bool IsRevoked { get; set; }

        /// <summary>By subscription: whether what it has been told contains the write as far as the client can know.</summary>
        public bool[] Contained { get; } = new bool[3];

        /// <summary>Whether a push that named it has reached the client.</summary>
        public bool IsLearnt { get; set; }
    }

    /// <summary>One note on the server, an entity and two lists of it on the client: all notes, and those whose text begins with m.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly ScriptedClient _scripted = new(options => options.MutationTimeout = TimeSpan.FromDays(2));
        private readonly List<(string Text, string? MutationId)> _log = [("a", null)];
        private readonly long[] _told = [1, 1, 1];
        private ScriptedConnection _connection = null!;
        private LiveCollection<Note> _all = null!;
        private LiveCollection<Note> _mine = null!;
        private bool _isOpen = true;

        public LiveEntity<Note> Note { get; private set; } = null!;

        public List<Write> Writes { get; } = [];

        public string ServerText => _log[^1].Text;

        public async Task StartAsync()
        {
            Note = _scripted.Client.SubscribeEntity<Note>(1);
            _all = _scripted.Client.SubscribeCollection<Note>(q => q.OrderBy(note => note.Text).Take(5));
            _mine = _scripted.Client.SubscribeCollection<Note>(JsonSerializer.Deserialize<JsonElement>("""{"text":{"$startsWith":"m"}}"""), top: 5);
            _connection = await _scripted.Server.NextAsync();
            await AnswerAllAsync();
        }

        public async Task<string> StepAsync(Random random)
        {
            var open = Writes.FindAll(write => !write.IsRevoked && !write.IsAnswered);
            switch (random.Next(9))
            {
                case 0 or 1 when open.Count < 5:
                    var text = (random.Next(2) == 0 ? "m" : "z") + Writes.Count;
                    Writes.Add(new Write(_scripted.Client.SetText(1, text), text));
                    return $"issue {text}";
                case 2 when open.Find(write => write.Seq is null) is { } written:
                    Commit(written.Text, written.Mutation.Id);
                    written.Seq = _log.Count;
                    return $"the server writes {written.Text}";
                case 3 when open.Find(write => write.Seq is not null) is { } answered:
                    answered.IsAnswered = true;
                    answered.Mutation.Accept(MutationWire.Result(answered.Seq!.Value));
                    return $"answer to {answered.Text}";
                case 4 when open.Count > 0 && open[random.Next(open.Count)] is var failed:
                    // Does nothing where a push has told that the server has it.
                    failed.IsRevoked = !failed.IsLearnt;
                    failed.IsAnswered |= failed.IsLearnt;
                    var isFailure = random.Next(2) == 0;
                    if (isFailure)
                    {
                        failed.Mutation.Fail("No.");
                    }
                    else
                    {
                        failed.Mutation.Rollback();
                    }

                    return $"{(isFailure ? "failure" : "rollback")} of {failed.Text}";
                case 5:
                    Commit($"s{_log.Count}", null);
                    return $"somebody writes {ServerText}";
                case 6 when _isOpen:
                    var subscription = random.Next(3);
                    await TellAsync(subscription, isAgain: random.Next(4) == 0);
                    return $"push to {subscription}";
                case 7 when _isOpen && random.Next(3) == 0:
                    _isOpen = false;
                    _connection.Break();
                    return "break";
                case 8 when !_isOpen:
                    await ReconnectAsync();
                    return "reconnect";
                default:
                    return "nothing";
            }
        }

        public async Task EndAsync()
        {
            if (!_isOpen)
            {
                await ReconnectAsync();
            }

            foreach (var write in Writes.Where(write => !write.IsRevoked && !write.IsAnswered))
            {
                if (write.Seq is null)
                {
                    Commit(write.Text, write.Mutation.Id);
                    write.Seq = _log.Count;
                }

                write.IsAnswered = true;
                write.Mutation.Accept(MutationWire.Result(write.Seq.Value));
            }

            for (var subscription = 0; subscription < 3; subscription++)
            {
                while (_told[subscription] < _log.Count)
                {
                    await TellAsync(subscription, isAgain: false);
                }
            }
        }

        public async Task CheckAsync()
        {
            await _scripted.SettledAsync();
            foreach (var write in Writes)
            {
                for (var subscription = 0; subscription < 3; subscription++)
                {
                    write.Contained[subscription] |= write.Seq <= _told[subscription] && (write.IsAnswered || write.IsLearnt);
                }
            }

            Assert.Equal(Visible(0), Note.DataOrDefault!.Text);
            Assert.Equal($"{Visible(1)}:1", Show(_all));
            Assert.Equal(Visible(2) is ['m', ..] mine ? $"{mine}:1" : ":0", Show(_mine));
        }

        public ValueTask DisposeAsync() => _scripted.DisposeAsync();

        private static string Show(LiveCollection<Note> notes) => $"{string.Join(' ', notes.DataOrDefault!.Entries.Select(note => note.Text))}:{notes.DataOrDefault.Count}";

        private string Visible(int subscription) =>
            Writes.FindLast(write => !write.IsRevoked && !write.Contained[subscription])?.Text ?? _log[(int)_told[subscription] - 1].Text;

        private void Commit(string text, string? mutationId) => _log.Add((text, mutationId));

        private async Task TellAsync(int subscription, bool isAgain)
        {
            var seq = isAgain ? _told[subscription] : _told[subscription] + 1;
            if (seq > _log.Count || seq < 2)
            {
                return;
            }

            var (text, mutationId) = _log[(int)seq - 1];
            IReadOnlyList<string>? ids = mutationId is null ? null : [mutationId];
            _told[subscription] = seq;
            foreach (var write in Writes.Where(write => write.Mutation.Id == mutationId))
            {
                write.IsLearnt |= !write.IsRevoked;
            }

            await _connection.SendAsync(subscription switch
            {
                0 => Updated($$"""{"text":"{{text}}"}""", seq, seq - 1) with { MutationIds = ids },
                1 => Whole($"[{Body(1, text)}]", seq, 1, "s2") with { MutationIds = ids },
                _ => Whole(text is ['m', ..] ? $"[{Body(1, text)}]" : "[]", seq, text is ['m', ..] ? 1 : 0, "s3") with { MutationIds = ids },
            });
        }

        private async Task ReconnectAsync()
        {
            // Waiting for the client to settle has it try again at once.
            _connection = await _scripted.Server.NextAsync();
            await AnswerAllAsync();
            _isOpen = true;
        }

        // As the server answers a resume: without the names of the writes.
        private async Task AnswerAllAsync()
        {
            var (entities, collections) = (new List<SubscribeEntityRequest>(), new List<SubscribeCollectionRequest>());
            while (entities.Count + collections.Count < 3)
            {
                var call = await _connection.NextCallAsync();
                entities.AddRange(call.Entities ?? []);
                collections.AddRange(call.Collections ?? []);
            }

            var seq = _log.Count;
            var isMine = ServerText is ['m', ..];
            await _connection.SendAsync(Snapshot(entities[0].RequestId, Body(1, ServerText), seq));
            foreach (var request in collections)
            {
                var isAll = request.Filter.IsAbsent || !request.Filter.ToString().Contains("startsWith", StringComparison.Ordinal);
                await _connection.SendAsync(isAll
                    ? Page(request.RequestId, $"[{Body(1, ServerText)}]", seq, 1, "s2")
                    : Page(request.RequestId, isMine ? $"[{Body(1, ServerText)}]" : "[]", seq, isMine ? 1 : 0, "s3"));
            }

            Array.Fill(_told, seq);
        }
    }
}
