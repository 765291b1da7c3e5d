namespace SyncHub.EntityFrameworkCore;

/// <summary>Says how what a context saves reaches subscribers.</summary>
public sealed class SyncHubDbContextOptionsBuilder
{
    internal SyncHubDbContextOptionsBuilder()
    {
    }

    internal IServiceProvider? ApplicationServices { get; set; }
}
