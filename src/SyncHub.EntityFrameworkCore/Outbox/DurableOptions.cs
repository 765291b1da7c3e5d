namespace SyncHub.EntityFrameworkCore;

/// <summary>How what was saved is told to the change log after a crash, too. See <c>UseSyncHub(sync => sync.Durable())</c>.</summary>
public sealed class DurableOptions
{
    /// <summary>
    /// How often the table is looked at for what no signal of this process announced: rows of another process that has crashed, or whose transaction this
    /// one did not see end. Default 1 second.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How old an entry of another process must be before this one tells the log of it. Well above what that usually takes, and above what the clocks may
    /// differ by; telling it twice costs a read and is seen by nobody. Default 5 seconds.
    /// </summary>
    public TimeSpan TakeOverAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many entries are told at once, and so held in memory; one is written per save. Default 200.</summary>
    public int BatchSize { get; set; } = 200;

    internal void Validate()
    {
        Refuse(PollInterval <= TimeSpan.Zero, nameof(PollInterval), PollInterval, "a time above zero");
        Refuse(TakeOverAfter <= TimeSpan.Zero, nameof(TakeOverAfter), TakeOverAfter, "a time above zero");
        Refuse(BatchSize is < 1 or > 1000, nameof(BatchSize), BatchSize, "a number from 1 to 1,000");

        static void Refuse(bool breach, string name, object value, string wanted)
        {
            if (breach)
            {
                throw new ArgumentOutOfRangeException(name, value, $"DurableOptions.{name} is {value}; give it {wanted}.");
            }
        }
    }
}
