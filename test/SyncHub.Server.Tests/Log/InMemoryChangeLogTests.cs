using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Specification;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Log;

public sealed class InMemoryChangeLogTests
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Append_Always_CompletesSynchronously()
    {
        using var log = Create(("tasks", Age));

        Assert.True(log.AppendAsync(Changes.Commit("tasks", 1)).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Timer_NobodyWritesOrReads_LetsMemoryGo()
    {
        using var log = Create(("tasks", Age), ("notes", Age * 2));
        await log.AppendAsync(new Commit([Changes.Add("tasks", 1), Changes.Add("notes", 1)]));

        _time.Advance(Age);
        Assert.Equal((0, 1), (log.HeldEntries("tasks"), log.HeldEntries("notes")));
        _time.Advance(Age);
        Assert.Equal((0, 0), (log.HeldEntries("tasks"), log.HeldEntries("notes")));
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public async Task Timer_ShorterAgeAppendedLater_GoesFirst()
    {
        using var log = Create(("long", Age), ("short", TimeSpan.FromSeconds(10)));
        await log.AppendAsync(Changes.Commit("long", 1));
        await log.AppendAsync(Changes.Commit("short", 1));

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal((1, 0), (log.HeldEntries("long"), log.HeldEntries("short")));
        _time.Advance(Age);
        Assert.Equal(0, log.HeldEntries("long"));
    }

    [Fact]
    public async Task Timer_SteadyWrites_HoldsNoMoreThanASecondTooMuch()
    {
        using var log = Create(("tasks", TimeSpan.FromSeconds(10)));
        for (var tenth = 0; tenth < 300; tenth++)
        {
            await log.AppendAsync(Changes.Commit("tasks", 1));
            _time.Advance(TimeSpan.FromSeconds(0.1));
            Assert.InRange(log.HeldEntries("tasks"), 0, 110);
        }

        _time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(0, log.HeldEntries("tasks"));
    }

    [Fact]
    public async Task Timer_AgeBeyondWhatTimersTake_IsNoProblem()
    {
        using var log = Create(("tasks", TimeSpan.MaxValue));

        await log.AppendAsync(Changes.Commit("tasks", 1));
        _time.Advance(TimeSpan.FromDays(3));

        Assert.Equal(1, log.HeldEntries("tasks"));
    }

    [Fact]
    public async Task Dispose_EntriesHeld_LeavesNoTimerAndTheLogUsable()
    {
        var log = Create(("tasks", Age));
        await log.AppendAsync(Changes.Commit("tasks", 1));

        log.Dispose();
        await log.AppendAsync(Changes.Commit("tasks", 1));

        Assert.Equal(0, _time.ArmedTimers);
        Assert.Equal(2, (await log.ReadAsync("tasks", 0, 10)).Entries.Count);
    }

    [Fact]
    public async Task Append_ObserverThrows_IsLoggedAndOthersAreTold()
    {
        var logger = new CollectingLogger<InMemoryChangeLog>();
        using var log = new InMemoryChangeLog(new Dictionary<string, ChangeRetention> { ["tasks"] = ChangeRetention.Default }, _time, logger);
        var told = 0;
        using var bad = log.Observe("tasks", _ => throw new InvalidTimeZoneException("bad observer"));
        using var good = log.Observe("tasks", _ => told++);

        await log.AppendAsync(Changes.Commit("tasks", 1));
        await log.AppendAsync(Changes.Commit("tasks", 1));

        Assert.Equal(2, told);
        Assert.Equal(2, logger.Entries.Count(entry => entry.Level == LogLevel.Error && entry.Exception is InvalidTimeZoneException));
        Assert.Contains("tasks", logger.Entries[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_OvertakenBeforeItTellsAnObserver_DoesNotTellItBackwards()
    {
        using var log = Create(("tasks", Age));
        var told = new List<long>();

        // The first observer lets a second commit overtake the first, which has yet to tell the second observer.
        using var overtaker = log.Observe("tasks", head =>
        {
            if (head.Seq == 1)
            {
                _ = log.AppendAsync(Changes.Commit("tasks", 1)).AsTask();
            }
        });
        using var second = log.Observe("tasks", head => told.Add(head.Seq));

        await log.AppendAsync(Changes.Commit("tasks", 1));

        Assert.Equal([2], told);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    public async Task Read_ImpossibleRange_Throws(long afterSeq, int maxEntries)
    {
        using var log = Create(("tasks", Age));

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await log.ReadAsync("tasks", afterSeq, maxEntries));
    }

    [Fact]
    public async Task Constructor_FromAContainer_KnowsItsModels()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<SyncModel>(TestModels.Build<Model.Note, string>());
        services.AddSingleton<IChangeLog, InMemoryChangeLog>();
        await using var provider = services.BuildServiceProvider();

        var head = await provider.GetRequiredService<IChangeLog>().GetHeadAsync("Note");

        Assert.Equal(0, head.Seq);
    }

    private InMemoryChangeLog Create(params (string Name, TimeSpan Age)[] models) =>
        new(models.ToDictionary(model => model.Name, model => ChangeRetention.Default with { Age = model.Age }), _time);
}
