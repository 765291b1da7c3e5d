namespace SyncHub.EntityFrameworkCore;

/// <summary>Says how what a context saves reaches subscribers.</summary>
public sealed class SyncHubDbContextOptionsBuilder
{
    internal SyncHubDbContextOptionsBuilder()
    {
    }

    internal IServiceProvider? ApplicationServices { get; set; }

    internal DurableOptions? DurableOptions { get; private set; }

    /// <summary>
    /// Has each save write down, in its own transaction, which rows it changed: in the table <c>SyncHubOutbox</c>, which becomes part of the context's model
    /// and so of its migrations. What is written there is told to the change log even if the process ends right after the commit, or the log is away: at least
    /// once, and then deleted. Saves of one statement get a transaction. Off by default: without it, a crash between commit and publication leaves subscribers
    /// behind until they come back or the row changes again.
    /// </summary>
    /// <param name="configure">Whatever differs from the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SyncHubDbContextOptionsBuilder Durable(Action<DurableOptions>? configure = null)
    {
        var options = new DurableOptions();
        configure?.Invoke(options);
        options.Validate();
        DurableOptions = options;
        return this;
    }
}
