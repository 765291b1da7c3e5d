using System.Globalization;
using System.Net.Sockets;
using System.Text;
using SyncHub.LoadTest.Contracts;

namespace SyncHub.LoadTest.Clients;

/// <summary>
/// One connection that asks for an entity and lets go of it again, over and over. Its answers are read; what the server does not take off
/// the wire holds it up, as TCP does.
/// </summary>
internal sealed class Flood
{
    private const int PairsPerFrame = 5;
    private const int RequestsPerFrame = 2 * PairsPerFrame;

    private readonly RawConnection _connection;
    private readonly Target _target;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private readonly (int Granted, int Refused) _before;
    private readonly long _started;
    private Task _sending = Task.CompletedTask;
    private long _requests;

    private Flood(RawConnection connection, Target target, TimeProvider time)
    {
        (_connection, _target, _time) = (connection, target, time);
        _before = (connection.Answers.Snapshots, connection.Answers.Failures);
        _started = time.GetTimestamp();
    }

    public static Flood Start(RawConnection connection, Target target, int perSecond, TimeProvider time)
    {
        var flood = new Flood(connection, target, time);
        flood._sending = Task.Run(() => flood.SendAsync(perSecond));
        return flood;
    }

    public async Task<FloodReport> EndAsync()
    {
        await _ending.CancelAsync();
        await _sending;
        _ending.Dispose();
        return new FloodReport(
            _time.GetElapsedTime(_started).TotalMilliseconds,
            _requests,
            _connection.Answers.Snapshots - _before.Granted,
            _connection.Answers.Failures - _before.Refused,
            _connection.IsClosed);
    }

    private async Task SendAsync(int perSecond)
    {
        var due = TimeSpan.Zero;
        try
        {
            while (!_ending.IsCancellationRequested)
            {
                await _connection.SendAsync(Requests(), CancellationToken.None);
                _requests += RequestsPerFrame;
                due += TimeSpan.FromSeconds(perSecond == 0 ? 0 : (double)RequestsPerFrame / perSecond);
                var early = due - _time.GetElapsedTime(_started);
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early, _time, _ending.Token);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The flood is to end, or the server has ended it.
        }
    }

    /// <summary>Some records at once, a system call for each would be most of the cost. A bare hub is asked to join a group as often.</summary>
    private string Requests()
    {
        var records = new StringBuilder();
        for (var pair = 0; pair < PairsPerFrame; pair++)
        {
            records.Append(records.Length == 0 ? "" : "\u001e").Append(_target == Target.Bare ? Joins() : SubscribeAndLeave(_requests + pair));
        }

        return records.ToString();
    }

    private static string Joins()
    {
        var join = $$"""{"type":1,"target":"Join","arguments":[["{{ItemKeys.Of(0)}}"]]}""";
        return $"{join}\u001e{join}";
    }

    private static string SubscribeAndLeave(long number) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"type":1,"target":"SubscribeEntity","arguments":[{"requestId":"{{number}}","model":"LoadItem","key":"{{ItemKeys.Of(0)}}"}]}{{'\u001e'}}{"type":1,"target":"Unsubscribe","arguments":[{"requestId":"{{number}}"}]}""");
}
