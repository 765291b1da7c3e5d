using System.Threading.Channels;

namespace SyncHub.LoadTest.Processes;

/// <summary>
/// A child's line to its parent. Its end means that the parent is gone, however it went, and that the child must go too.
/// A thread of its own reads it: a blocked thread of the pool would be one less for what is measured.
/// </summary>
internal static class StandardInput
{
    public static ChannelReader<string> ReadLines()
    {
        var lines = Channel.CreateUnbounded<string>();
        var thread = new Thread(() =>
        {
            while (Console.In.ReadLine() is { } line)
            {
                lines.Writer.TryWrite(line);
            }

            lines.Writer.Complete();
        })
        {
            IsBackground = true,
            Name = "standard input",
        };
        thread.Start();
        return lines.Reader;
    }
}
