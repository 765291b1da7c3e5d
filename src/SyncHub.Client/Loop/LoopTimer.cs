namespace SyncHub.Client.Loop;

/// <summary>A single-shot timer whose end runs on the loop. Started and stopped on the loop only; once stopped, it does not run.</summary>
internal sealed class LoopTimer(TimeProvider time, SerialLoop loop, Action elapsed)
{
    private ITimer? _timer;
    private int _start;

    public void Start(TimeSpan delay)
    {
        Stop();
        var start = _start;
        _timer = time.CreateTimer(_ => loop.Post(() => Elapsed(start)), null, delay, Timeout.InfiniteTimeSpan);
    }

    public void Stop()
    {
        _start++;
        _timer?.Dispose();
        _timer = null;
    }

    private void Elapsed(int start)
    {
        if (start == _start)
        {
            Stop();
            elapsed();
        }
    }
}
