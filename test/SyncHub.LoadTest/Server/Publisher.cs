using System.Globalization;
using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Server;

/// <summary>Writes a series of updates, one after the other, at the pace asked for.</summary>
internal sealed class Publisher(IEnumerable<IPublishTarget> targets, ServerFigures figures, TimeProvider time)
{
    public IPublishTarget Find(Target target) => targets.First(candidate => candidate.Target == target.Writer());

    public async Task<Publication> PublishAsync(PublishRequest request, CancellationToken cancellation)
    {
        var target = Find(request.Target);
        var keys = Enumerable.Range(0, request.Keys).Select(index => ItemKeys.Of(request.FirstKey + (index * request.KeyStep))).ToArray();
        var tick = TimeSpan.FromMilliseconds(request.TickMilliseconds);
        var longest = TimeSpan.Zero;
        var stamp = 0L;

        var before = figures.Read();
        var started = time.GetTimestamp();
        for (var number = 0; number < request.Updates; number++)
        {
            var due = tick * (number / request.PerTick);
            var sent = await WaitUntilAsync(started, due, cancellation);
            stamp = request.StampWhenDue ? started + (long)(due.TotalSeconds * time.TimestampFrequency) : sent;
            await target.PublishAsync(keys[number % keys.Length], stamp, Text(number, request.TextLength), request.PaddingBytes);
            var took = time.GetElapsedTime(sent);
            longest = took > longest ? took : longest;
        }

        return new Publication(request.Updates, started, time.GetTimestamp(), longest.TotalMilliseconds, stamp, before);
    }

    /// <summary>The time at which the wait was over. What is overdue is not waited for, so a held up sender catches up.</summary>
    private async ValueTask<long> WaitUntilAsync(long started, TimeSpan due, CancellationToken cancellation)
    {
        var early = due - time.GetElapsedTime(started);
        if (early > TimeSpan.Zero)
        {
            await Task.Delay(early, time, cancellation);
        }

        return time.GetTimestamp();
    }

    private static string? Text(int number, int length) =>
        length == 0 ? null : number.ToString(CultureInfo.InvariantCulture).PadLeft(length, 'x');
}
