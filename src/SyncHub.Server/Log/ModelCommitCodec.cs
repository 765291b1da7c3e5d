using System.Buffers;
using System.Globalization;
using SyncHub.Json;

namespace SyncHub.Server.Log;

/// <summary>
/// <see cref="ModelCommit"/> as bytes and back, exactly, for logs that are kept outside this process. The model's name is not among the bytes:
/// who stores them knows it. The first byte names the format's version.
/// </summary>
public static class ModelCommitCodec
{
    private const byte Version = 1;
    private const int LargestKind = (int)ChangeKind.Remove;

    [Flags]
    private enum Header : byte
    {
        None = 0,
        MutationId = 1,
        Began = 2,
    }

    // The two lowest bits are the kind.
    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Kind = 3,
        NumberKey = 4,
        Before = 8,
        After = 16,
        Delta = 32,
        BeforeIsHint = 64,
    }

    /// <summary>Writes the changes of a commit.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static byte[] Encode(ModelCommit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        if (commit.Changes.Count == 0)
        {
            throw new ArgumentException($"The commit of model '{commit.Model}' has no changes.", nameof(commit));
        }

        var writer = new LogWriter(new ArrayBufferWriter<byte>(256));
        writer.Byte(Version);
        writer.Byte((byte)((commit.MutationId is null ? Header.None : Header.MutationId) | (commit.Began is null ? Header.None : Header.Began)));
        if (commit.MutationId is { } mutationId)
        {
            writer.Text(mutationId);
        }

        if (commit.Began is { } began)
        {
            writer.Number(began.UtcTicks);
        }

        writer.Number(commit.Changes.Count);
        foreach (var change in commit.Changes)
        {
            writer.Byte((byte)PartsOf(change));
            writer.Text(change.Key.Text);
            Write(writer, change.Before);
            Write(writer, change.After);
            Write(writer, change.Delta);
        }

        return writer.ToArray();
    }

    /// <summary>Reads the changes of a commit. The bodies of rows stay where they are, in <paramref name="bytes"/>, which must not change.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="bytes">What <see cref="Encode"/> wrote, in this version of SyncHub or in one that writes the same format.</param>
    /// <exception cref="InvalidDataException">The bytes are of another version of the format, or no commit.</exception>
    public static ModelCommit Decode(string model, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(model);
        var reader = new LogReader(model, bytes);
        if (reader.Byte() is var version && version != Version)
        {
            throw new InvalidDataException(
                $"A commit of model '{model}' in the change log is of format {version}; this node reads format {Version}. Run one version of SyncHub on all nodes.");
        }

        var header = (Header)reader.Byte();
        var mutationId = header.HasFlag(Header.MutationId) ? reader.Text() : null;
        DateTimeOffset? began = header.HasFlag(Header.Began) ? ReadTime(ref reader) : null;
        var count = reader.Length();
        if (count == 0 || (header & ~(Header.MutationId | Header.Began)) != 0)
        {
            throw reader.Broken();
        }

        var changes = new List<Change>(Math.Min(count, bytes.Length));
        for (var index = 0; index < count; index++)
        {
            changes.Add(ReadChange(ref reader, model));
        }

        return reader.IsAtEnd ? new ModelCommit(model, changes, mutationId, began) : throw reader.Broken();
    }

    private static Parts PartsOf(Change change) =>
        (Parts)change.Kind
        | (change.Key.IsNumber ? Parts.NumberKey : Parts.None)
        | (change.Before.IsAbsent ? Parts.None : Parts.Before)
        | (change.After.IsAbsent ? Parts.None : Parts.After)
        | (change.Delta.IsAbsent ? Parts.None : Parts.Delta)
        | (change.BeforeIsHint ? Parts.BeforeIsHint : Parts.None);

    private static void Write(LogWriter writer, RawJson json)
    {
        if (!json.IsAbsent)
        {
            writer.Bytes(json.Utf8.Span);
        }
    }

    private static Change ReadChange(ref LogReader reader, string model)
    {
        var parts = (Parts)reader.Byte();
        if ((int)(parts & Parts.Kind) > LargestKind || (byte)parts > 127)
        {
            throw reader.Broken();
        }

        return new Change
        {
            Model = model,
            Kind = (ChangeKind)(parts & Parts.Kind),
            Key = ReadKey(ref reader, parts.HasFlag(Parts.NumberKey)),
            Before = Read(ref reader, parts.HasFlag(Parts.Before)),
            After = Read(ref reader, parts.HasFlag(Parts.After)),
            Delta = Read(ref reader, parts.HasFlag(Parts.Delta)),
            BeforeIsHint = parts.HasFlag(Parts.BeforeIsHint),
        };
    }

    private static SyncKey ReadKey(ref LogReader reader, bool isNumber)
    {
        var text = reader.Text();
        if (!isNumber)
        {
            return SyncKey.FromString(text);
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? SyncKey.FromInt64(number)
            : throw reader.Broken();
    }

    private static RawJson Read(ref LogReader reader, bool isThere) => isThere ? new RawJson(reader.Bytes()) : default;

    private static DateTimeOffset ReadTime(ref LogReader reader) =>
        reader.Number() is var ticks && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw reader.Broken();
}
