using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Scenarios.RedisAppend;

/// <summary>What the slices of one run of one side come to.</summary>
internal sealed class AppendSums
{
    private readonly List<double> _single = [];
    private long _appends;
    private TimeSpan _elapsed;
    private TimeSpan _cpu;
    private TimeSpan _redis;

    /// <summary>A slice by many writers at once.</summary>
    public void Add(int appends, TimeSpan elapsed, TimeSpan cpu, TimeSpan redis)
    {
        _appends += appends;
        _elapsed += elapsed;
        _cpu += cpu;
        _redis += redis;
    }

    /// <summary>An append by one writer.</summary>
    public void AddSingle(TimeSpan elapsed) => _single.Add(elapsed.TotalMicroseconds);

    public AppendFigures ToFigures()
    {
        _single.Sort();
        return new AppendFigures(
            _appends / _elapsed.TotalSeconds, _cpu.TotalMicroseconds / _appends, _redis.TotalMicroseconds / _appends, Percentiles.Of(_single, 0.5), Percentiles.Of(_single, 0.99));
    }
}
