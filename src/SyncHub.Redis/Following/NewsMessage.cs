using System.Buffers.Text;
using System.Text;

namespace SyncHub.Redis.Following;

/// <summary>One model's part of a commit, as it is published.</summary>
/// <param name="Model">The model.</param>
/// <param name="PreviousSeq">The head that it follows.</param>
/// <param name="LastSeq">The head that it makes.</param>
/// <param name="Timestamp">When it was appended.</param>
/// <param name="Payload">The changes; null where they are too large and only stored.</param>
internal sealed record PublishedPart(string Model, long PreviousSeq, long LastSeq, DateTimeOffset Timestamp, ReadOnlyMemory<byte>? Payload);

/// <summary>What is published on a log's channel.</summary>
internal abstract record NewsMessage
{
    private NewsMessage()
    {
    }

    /// <summary>A commit.</summary>
    public sealed record Committed(string Epoch, string Node, long Number, IReadOnlyList<PublishedPart> Parts) : NewsMessage;

    /// <summary>A new epoch.</summary>
    public sealed record Began(string Epoch) : NewsMessage;

    /// <summary>A node's beat.</summary>
    public sealed record Beat(string Node, long Number) : NewsMessage;

    /// <summary>Reads a message; null where it is none that this version knows.</summary>
    public static NewsMessage? Parse(ReadOnlyMemory<byte> bytes)
    {
        var reader = new LineReader(bytes);
        return reader.Text() switch
        {
            "C" => ReadCommit(ref reader),
            "E" when reader.Text() is { Length: > 0 } epoch => new Began(epoch),
            "B" when reader.Text() is { Length: > 0 } node && reader.Number() is { } number => new Beat(node, number),
            _ => null,
        };
    }

    private static Committed? ReadCommit(ref LineReader reader)
    {
        if (reader.Text() is not { Length: > 0 } epoch || reader.Text() is not { } node || reader.Number() is not { } number || reader.Number() is not { } count || count < 1)
        {
            return null;
        }

        var parts = new List<PublishedPart>();
        var lengths = new List<int>();
        for (var index = 0; index < count; index++)
        {
            if (reader.Text() is not { } model
                || reader.Number() is not { } previous || reader.Number() is not { } last || last <= previous
                || reader.Number() is not { } ticks || ticks < 0 || ticks > DateTime.MaxValue.Ticks
                || reader.Number() is not { } length || length < -1 || length > reader.Left)
            {
                return null;
            }

            parts.Add(new PublishedPart(model, previous, last, new DateTimeOffset(ticks, TimeSpan.Zero), Payload: null));
            lengths.Add((int)length);
        }

        for (var index = 0; index < parts.Count; index++)
        {
            if (lengths[index] >= 0)
            {
                if (lengths[index] > reader.Left)
                {
                    return null;
                }

                parts[index] = parts[index] with { Payload = reader.Bytes(lengths[index]) };
            }
        }

        return reader.Left == 0 ? new Committed(epoch, node, number, parts) : null;
    }

    private ref struct LineReader(ReadOnlyMemory<byte> bytes)
    {
        private ReadOnlyMemory<byte> _rest = bytes;

        public readonly int Left => _rest.Length;

        public string? Text() => Encoding.UTF8.GetString(Line());

        public long? Number()
        {
            var line = Line();
            return Utf8Parser.TryParse(line, out long number, out var read) && read == line.Length ? number : null;
        }

        public ReadOnlyMemory<byte> Bytes(int length)
        {
            var taken = _rest[..length];
            _rest = _rest[length..];
            return taken;
        }

        private ReadOnlySpan<byte> Line()
        {
            var end = _rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            return line.Span;
        }
    }
}
