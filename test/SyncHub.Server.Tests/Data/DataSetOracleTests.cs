using System.Text.Json;
using SyncHub.Server.Tests.Model;

namespace SyncHub.Server.Tests.Data;

public sealed class DataSetOracleTests
{
    private const int Keys = 12;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RandomWrites_AgainstADictionary_AreTheSame(int seed)
    {
        using var scene = new DataSetScene<Account, Guid>();
        var random = new Random(seed);
        var ids = Enumerable.Range(0, Keys).Select(_ => NewGuid(random)).ToArray();
        var oracle = new Dictionary<Guid, (string Name, string? Hash)>();
        for (var step = 0; step < 3_000; step++)
        {
            var seq = (await scene.HeadAsync()).Seq;
            var expected = new Dictionary<Guid, (string Name, string? Hash)>(oracle);
            var writes = Enumerable.Range(0, random.Next(5) == 0 ? random.Next(5) : 1).Select(_ => RandomWrite(random, ids)).ToList();
            var succeeds = writes.TrueForAll(write => write.ToOracle(expected));

            var failure = await Record.ExceptionAsync(() => scene.Set.CommitAsync(batch => writes.ForEach(write => write.ToBatch(batch))));

            Assert.Equal(succeeds, failure is null);
            var appended = (await scene.HeadAsync()).Seq - seq;
            if (succeeds)
            {
                oracle = expected;
                Assert.InRange(appended, 0, writes.Count);
            }
            else
            {
                Assert.Equal(0, appended);
            }

            Assert.Equal(
                oracle.OrderBy(row => row.Key),
                scene.Set.Find(_ => true).ToDictionary(account => account.Id, account => (account.Name, account.PasswordHash)).OrderBy(row => row.Key));
        }

        Assert.Equal(scene.Bodies().OrderBy(row => row.Key.Text), (await scene.ReplayAsync()).OrderBy(row => row.Key.Text));
        Assert.NotEqual(0, (await scene.HeadAsync()).Seq);
    }

    [Fact]
    public async Task ConcurrentWriters_ReplayOfTheLog_IsTheSet()
    {
        using var scene = new DataSetScene<Account, Guid>();
        var ids = Enumerable.Range(0, Keys).Select(number => NewGuid(new Random(number))).ToArray();
        scene.Log.YieldAroundAppends();
        var failures = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var random = new Random(100 + writer);
            for (var number = 0; number < 500; number++)
            {
                var writes = Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomWrite(random, ids)).ToList();
                var failure = await Record.ExceptionAsync(() => scene.Set.CommitAsync(batch => writes.ForEach(write => write.ToBatch(batch)), $"{writer}:{number}"));
                if (failure is not null)
                {
                    Assert.True(failure is EntityExistsException or EntityNotFoundException, failure.ToString());
                    Interlocked.Increment(ref failures);
                }
            }
        })));

        Assert.Equal(scene.Bodies().OrderBy(row => row.Key.Text), (await scene.ReplayAsync()).OrderBy(row => row.Key.Text));
        Assert.True(failures > 0);
        foreach (var commit in (await scene.EntriesAsync()).GroupBy(entry => entry.MutationId))
        {
            Assert.Equal(commit.Count(), commit.Last().CommitSeq - commit.First().CommitFirstSeq + 1);
        }
    }

    [Fact]
    public async Task ConcurrentIncrements_OfOneRow_LoseNone()
    {
        using var scene = new DataSetScene<Note, string>();
        await scene.Set.AddAsync(new Note { Id = "a" });
        scene.Log.YieldAroundAppends();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var number = 0; number < 250; number++)
            {
                await scene.Set.PatchAsync("a", note => note.Stars++);
            }
        })));

        Assert.Equal(2_000, scene.Set.Get("a")!.Stars);
        Assert.Equal(2_001, (await scene.HeadAsync()).Seq);
    }

    private static Guid NewGuid(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static Write RandomWrite(Random random, Guid[] ids)
    {
        var id = ids[random.Next(ids.Length)];
        var name = $"name{random.Next(3)}";
        var hash = random.Next(3) == 0 ? null : $"#{random.Next(3)}";
        return random.Next(7) switch
        {
            0 or 1 => new Write(
                batch => batch.Add(new Account { Id = id, Name = name, PasswordHash = hash }),
                rows => rows.TryAdd(id, (name, hash))),
            2 => new Write(
                batch => batch.Update(new Account { Id = id, Name = name, PasswordHash = hash }),
                rows => Set(rows, id, _ => (name, hash))),
            3 => new Write(batch => batch.Patch(id, account => account.PasswordHash = hash), rows => Set(rows, id, row => (row.Name, hash))),
            4 => new Write(
                batch => batch.Patch(id, account => new Account { Id = id, Name = account.Name + "+", PasswordHash = account.PasswordHash }),
                rows => Set(rows, id, row => (row.Name + "+", row.Hash))),
            5 => new Write(
                batch => batch.Patch(id, JsonSerializer.SerializeToElement(new { name })),
                rows => Set(rows, id, row => (name, row.Hash))),
            _ => new Write(batch => batch.Remove(id), rows => rows.Remove(id)),
        };
    }

    private static bool Set(Dictionary<Guid, (string Name, string? Hash)> rows, Guid id, Func<(string Name, string? Hash), (string, string?)> change)
    {
        if (!rows.TryGetValue(id, out var row))
        {
            return false;
        }

        rows[id] = change(row);
        return true;
    }

    private sealed record Write(Action<DataSetBatch<Account, Guid>> ToBatch, Func<Dictionary<Guid, (string Name, string? Hash)>, bool> ToOracle);
}
