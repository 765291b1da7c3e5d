using System.Buffers;

namespace SyncHub.LoadTest.Clients;

/// <summary>Cuts a stream of bytes at SignalR's record separator; only a record that comes in pieces is copied.</summary>
internal sealed class RecordSplitter
{
    public const byte Separator = 0x1e;

    private readonly ArrayBufferWriter<byte> _partial = new();

    public delegate void RecordHandler(ReadOnlySpan<byte> record);

    public void Read(ReadOnlySpan<byte> bytes, RecordHandler onRecord)
    {
        while (true)
        {
            var end = bytes.IndexOf(Separator);
            if (end < 0)
            {
                _partial.Write(bytes);
                return;
            }

            if (_partial.WrittenCount == 0)
            {
                onRecord(bytes[..end]);
            }
            else
            {
                _partial.Write(bytes[..end]);
                onRecord(_partial.WrittenSpan);
                _partial.ResetWrittenCount();
            }

            bytes = bytes[(end + 1)..];
        }
    }
}
