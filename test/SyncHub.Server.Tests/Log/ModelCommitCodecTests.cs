using System.Text;
using SyncHub.Json;
using SyncHub.Server.Feed;
using SyncHub.Server.Log;

namespace SyncHub.Server.Tests.Log;

public sealed class ModelCommitCodecTests
{
    private static readonly string[] Texts = ["", "a", "Größe", "\u0000", "日本語", "😀", "\ud800", "x\udc00y", new string('k', 300)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Decode_AnyCommit_IsWhatWasEncoded(int seed)
    {
        var random = new Random(seed);
        for (var count = 0; count < 2_000; count++)
        {
            var commit = Commit(random);

            var decoded = ModelCommitCodec.Decode("tasks", ModelCommitCodec.Encode(commit));

            Assert.Equal(commit.Changes, decoded.Changes);
            Assert.Equal(
                commit.Changes.Select(change => (change.Before.IsAbsent, change.After.IsAbsent, change.Delta.IsAbsent)),
                decoded.Changes.Select(change => (change.Before.IsAbsent, change.After.IsAbsent, change.Delta.IsAbsent)));
            Assert.Equal((commit.Model, commit.MutationId, commit.Began), (decoded.Model, decoded.MutationId, decoded.Began));
        }
    }

    [Fact]
    public void Decode_ResetOfAModel_IsOne()
    {
        var decoded = ModelCommitCodec.Decode("tasks", ModelCommitCodec.Encode(new ModelCommit("tasks", [ModelReset.Of("tasks")])));

        Assert.True(ModelReset.Is(Assert.Single(decoded.Changes)));
    }

    [Fact]
    public void Decode_BeganInAnotherZone_IsTheSameMomentInUtc()
    {
        var began = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.FromHours(5));

        var decoded = ModelCommitCodec.Decode("tasks", ModelCommitCodec.Encode(new ModelCommit("tasks", [ModelReset.Of("tasks")], Began: began)));

        Assert.Equal((began, TimeSpan.Zero), (decoded.Began!.Value, decoded.Began.Value.Offset));
    }

    [Fact]
    public void Decode_LaterVersion_NamesModelAndVersions()
    {
        var bytes = ModelCommitCodec.Encode(new ModelCommit("tasks", [ModelReset.Of("tasks")]));
        bytes[0] = 9;

        var exception = Assert.Throws<InvalidDataException>(() => ModelCommitCodec.Decode("tasks", bytes));

        Assert.Contains("'tasks'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("format 9; this node reads format 1", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Decode_DamagedBytes_IsRefusedOrIsACommit(int seed)
    {
        var random = new Random(seed);
        var refused = 0;
        for (var count = 0; count < 5_000; count++)
        {
            var bytes = ModelCommitCodec.Encode(Commit(random));
            var damaged = random.Next(3) switch
            {
                0 => bytes[..random.Next(bytes.Length)],
                1 => [.. bytes, (byte)random.Next(256)],
                _ => Flip(bytes, random.Next(1, bytes.Length), (byte)random.Next(1, 256)),
            };
            try
            {
                Assert.NotEmpty(ModelCommitCodec.Decode("tasks", damaged).Changes);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > 2_500, $"Only {refused} of 5,000 were refused.");
    }

    [Fact]
    public void Decode_EveryPrefix_IsRefused()
    {
        var bytes = ModelCommitCodec.Encode(Commit(new Random(21)));

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => ModelCommitCodec.Decode("tasks", bytes.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Encode_NoChanges_Throws() => Assert.Throws<ArgumentException>(() => ModelCommitCodec.Encode(new ModelCommit("tasks", [])));

    private static byte[] Flip(byte[] bytes, int index, byte mask)
    {
        bytes[index] ^= mask;
        return bytes;
    }

    private static ModelCommit Commit(Random random) => new(
        "tasks",
        [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => new Change
        {
            Model = "tasks",
            Key = Key(random),
            Kind = (ChangeKind)random.Next(3),
            Before = Json(random),
            After = Json(random),
            Delta = Json(random),
            BeforeIsHint = random.Next(2) == 0,
        })],
        random.Next(2) == 0 ? null : Texts[random.Next(Texts.Length)],
        random.Next(2) == 0 ? null : new DateTimeOffset(random.NextInt64(DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero));

    private static SyncKey Key(Random random) => random.Next(6) switch
    {
        0 => random.Next(int.MinValue, int.MaxValue),
        1 => random.NextInt64(long.MinValue, long.MaxValue),
        2 => SyncKey.FromInt64(random.Next(2) == 0 ? long.MinValue : long.MaxValue),
        3 => new Guid([.. Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256))]),
        4 => Encoding.UTF8.GetBytes(Texts[random.Next(6)]),
        _ => Texts[random.Next(Texts.Length)],
    };

    private static RawJson Json(Random random) => random.Next(4) switch
    {
        0 => default,
        1 => RawJson.Null,
        _ => RawJson.Parse($$"""{"t":"{{new string('x', random.Next(400))}}"}"""),
    };
}
