using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Testing;
using Xunit.Abstractions;

namespace SyncHub.Server.Tests.Authorization;

/// <summary>
/// Random rules, principals, writes, sign-ins, reconnects with resume, and reviews of rights. Every title and every hidden text carries a mark
/// of its own. After each step every viewer has exactly what the rules, written once more in plain code, let them see; and no mark reached
/// anybody, in whatever message, that was not theirs to see at that moment.
/// </summary>
public sealed class LeakTests(ITestOutputHelper output)
{
    private const int Keys = 7;
    private const int Steps = 150;

    private static readonly string[] Names = ["ann", "bob", "cyd"];
    private static readonly string[] Tenants = ["red", "blue"];
    private static readonly string[] Roles = ["lead", "member", "guest"];

    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(2, false, 0)]
    [InlineData(3, false, 0)]
    [InlineData(4, false, 2)]
    [InlineData(5, true, 0)]
    [InlineData(6, true, 0)]
    [InlineData(7, true, 2)]
    public async Task RandomSteps_AfterEach_EveryoneHasWhatTheyMaySeeAndWasSentNothingElse(int seed, bool isCode, int debounceMilliseconds)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var rules = new Rules(isCode);
        var clock = new ManualTimeProvider();
        await using var server = await SyncHubTestServer.StartAsync(
            models => models
                .AddModel<Secret, int>(model =>
                {
                    rules.Configure(model);
                    model.Debounce(TimeSpan.FromMilliseconds(debounceMilliseconds));
                })
                .AddAuthenticator<WhoAuthenticator>(),
            new TestServerSettings
            {
                Time = clock,
                Services = services => services.AddSingleton<WhoAuthenticator.Desk>(),
                Options = options => options.Limits.SignInBurst = int.MaxValue,
            });
        var world = new World(server.Data<Secret, int>(), random);
        var viewers = Enumerable.Range(0, 6).Select(_ => new Viewer(server)).ToArray();
        foreach (var viewer in viewers)
        {
            await viewer.ConnectAsync(RandomWho(random));
            await viewer.SubscribeEntityAsync(random.Next(Keys));
            await viewer.SubscribeCollectionAsync(RandomQuery(random, viewer.Who!));
        }

        for (var step = 0; step < Steps; step++)
        {
            var what = await StepAsync(server, world, viewers, rules, random);
            if (debounceMilliseconds > 0)
            {
                // The window opens when the feed has the writes.
                await Task.WhenAll(viewers.Select(viewer => viewer.SettleAsync()));
                clock.Advance(TimeSpan.FromMilliseconds(debounceMilliseconds));
            }

            foreach (var viewer in viewers)
            {
                await viewer.SettleAsync();
                Check(viewer, world, rules, $"seed {seed}, step {step}: {what}");
            }

            world.EndStep();
        }

        output.WriteLine($"{viewers.Sum(viewer => viewer.Answers.Deltas)} deltas, {viewers.Sum(viewer => viewer.Answers.Replaced)} moved, {world.Marks} marks");
        Assert.True(viewers.Sum(viewer => viewer.Answers.Deltas) > 2);
        Assert.True(viewers.Sum(viewer => viewer.Answers.Replaced) > 5);
        foreach (var viewer in viewers)
        {
            await viewer.DisposeAsync();
        }
    }

    private static async Task<string> StepAsync(SyncHubTestServer server, World world, Viewer[] viewers, Rules rules, Random random)
    {
        var viewer = viewers[random.Next(viewers.Length)];
        switch (random.Next(10))
        {
            case 0:
                var who = RandomWho(random);
                Assert.True(await viewer.SignInAsync(who));
                await AskAgainAsync(viewer, random);
                return $"{who.Secret} signs in";
            case 1:
                await viewer.DisconnectAsync();
                world.Write(random.Next(3));
                await world.CommitAsync();
                var comesBack = random.Next(3) == 0 ? RandomWho(random) : viewer.Who!;
                await viewer.ConnectAsync(comesBack);
                await viewer.SubscribeEntityAsync(viewer.Key, resume: random.Next(4) > 0);
                await viewer.SubscribeCollectionAsync(viewer.Query, resume: random.Next(4) > 0);
                return $"{comesBack.Secret} comes back";
            case 2:
                var name = Names[random.Next(Names.Length)];
                rules.Levels[name] = random.Next(4);
                await server.Services.GetRequiredService<ISyncAccess>().ReevaluateAsync(user => user.FindUserId() == name);
                return $"{name} is judged again";
            default:
                world.Write(1 + random.Next(3));
                return await world.CommitAsync();
        }
    }

    // A query may have ended because it named what the new identity may not see.
    private static async Task AskAgainAsync(Viewer viewer, Random random)
    {
        await viewer.SettleAsync();
        if (viewer.Ended is not null)
        {
            await viewer.SubscribeCollectionAsync(RandomQuery(random, viewer.Who!));
        }
    }

    private static void Check(Viewer viewer, World world, Rules rules, string where)
    {
        var who = viewer.Who!;
        var context = $"{where}; {who.Secret}, {viewer.Query.ToJsonString()}, entity {viewer.Key}";
        Assert.True(viewer.Violation is null, $"{context}: {viewer.Violation}");

        // A query of a former identity may name what this one cannot: then it was refused, and nothing is held.
        var isAllowed = who.Role != "guest" || !viewer.Query.ToJsonString().Contains("title", StringComparison.Ordinal);
        var visible = world.Rows.Where(row => rules.Sees(who, row)).ToList();
        var matches = isAllowed ? Select(viewer.Query, visible) : [];
        var page = matches.Skip((int?)viewer.Query["skip"] ?? 0).Take((int?)viewer.Query["top"] ?? int.MaxValue).Select(row => Rules.Show(who, row)).ToList();
        Assert.True(
            page.Count == viewer.Rows.Count && page.Zip(viewer.Rows).All(pair => JsonNode.DeepEquals(pair.First, pair.Second)),
            $"{context}: expected [{string.Join(", ", page.Select(row => row.ToJsonString()))}], has [{string.Join(", ", viewer.Rows.Select(row => row.ToJsonString()))}]");
        Assert.True(matches.Count == viewer.Total, $"{context}: total {viewer.Total}, not {matches.Count}");

        var entity = visible.Find(row => row.Id == viewer.Key);
        Assert.True(JsonNode.DeepEquals(entity is null ? null : Rules.Show(who, entity), viewer.Data), $"{context}: entity {viewer.Data?.ToJsonString()}");

        var allowed = world.States.SelectMany(state => state).Where(row => rules.Sees(who, row)).SelectMany(row => Viewer.MarksIn(Rules.Show(who, row).ToJsonString())).ToHashSet();
        foreach (var record in viewer.TakeRaw())
        {
            var leaked = Viewer.MarksIn(record).Except(allowed).ToList();
            Assert.True(leaked.Count == 0, $"{context}: {string.Join(", ", leaked)} in {record}");
            Assert.DoesNotContain(record, who.Role == "lead" ? "\0" : "hidden", StringComparison.Ordinal);
        }
    }

    private static List<Secret> Select(JsonObject query, List<Secret> rows)
    {
        var filtered = query["filter"]?["ownerId"]?["$eq"] is { } owner ? rows.Where(row => row.OwnerId == (string?)owner) : rows;
        var byKey = filtered.OrderBy(row => row.Id);
        return [.. query["order"] switch
        {
            null => byKey,
            var order when order["id"] is not null => byKey.Reverse(),
            _ => byKey.OrderByDescending(row => row.Title, StringComparer.Ordinal),
        }];
    }

    private static JsonObject RandomQuery(Random random, Who who)
    {
        string[] queries = who.Role == "guest"
            ? ["{}", """{"order":{"id":"DESC"},"top":3}"""]
            : ["{}", """{"order":{"id":"DESC"},"top":3}""", """{"order":{"title":"DESC"},"top":2}""", """{"order":{"title":"DESC"},"top":2,"skip":1}""", """{"filter":{"ownerId":{"$eq":"ann"}},"order":{"title":"DESC"}}"""];
        return JsonNode.Parse(queries[random.Next(queries.Length)])!.AsObject();
    }

    private static Who RandomWho(Random random) =>
        new(Names[random.Next(Names.Length)], Tenants[random.Next(Tenants.Length)], Roles[random.Next(Roles.Length)]);

    /// <summary>The rows as they should be, and as they were after each change of the step.</summary>
    private sealed class World(DataSet<Secret, int> data, Random random)
    {
        private readonly Dictionary<int, Secret> _rows = [];
        private readonly List<(string What, Action<DataSetBatch<Secret, int>> Write)> _pending = [];

        public int Marks { get; private set; }

        public IEnumerable<Secret> Rows => _rows.Values;

        public List<List<Secret>> States { get; } = [];

        public void Write(int changes)
        {
            for (var i = 0; i < changes; i++)
            {
                WriteOne();
                States.Add([.. _rows.Values]);
            }
        }

        public async Task<string> CommitAsync()
        {
            var pending = _pending.ToArray();
            _pending.Clear();
            await data.CommitAsync(batch =>
            {
                foreach (var (_, write) in pending)
                {
                    write(batch);
                }
            });
            return string.Join("; ", pending.Select(write => write.What));
        }

        public void EndStep()
        {
            States.Clear();
            States.Add([.. _rows.Values]);
        }

        private void WriteOne()
        {
            var key = random.Next(Keys);
            if (!_rows.TryGetValue(key, out var held))
            {
                var added = Change(new Secret { Id = key }, everything: true);
                _rows.Add(key, added);
                _pending.Add(($"add {JsonSerializer.Serialize(added)}", batch => batch.Add(added)));
            }
            else if (random.Next(6) == 0)
            {
                _rows.Remove(key);
                _pending.Add(($"remove {key}", batch => batch.Remove(key)));
            }
            else
            {
                var changed = Change(held, everything: false);
                _rows[key] = changed;
                _pending.Add(($"put {JsonSerializer.Serialize(changed)}", batch => batch.Update(changed)));
            }
        }

        private Secret Change(Secret held, bool everything)
        {
            bool Chance() => everything || random.Next(3) == 0;
            return new Secret
            {
                Id = held.Id,
                OwnerId = Chance() ? Names[random.Next(Names.Length)] : held.OwnerId,
                Tenant = Chance() ? Tenants[random.Next(Tenants.Length)] : held.Tenant,
                IsPublic = Chance() ? random.Next(3) == 0 : held.IsPublic,
                Level = Chance() ? random.Next(4) : held.Level,
                Title = Chance() ? $"T#{++Marks}#" : held.Title,
                Hidden = Chance() ? $"H#{++Marks}#" : held.Hidden,
            };
        }
    }
}
