using System.Collections.Concurrent;

namespace SyncHub.Chaos.Tests.Clients;

/// <summary>A handle that a client holds, together with what it should show.</summary>
internal abstract class Followed(Follower follower, string name)
{
    private readonly ConcurrentQueue<string> _complaints = new();

    public string Name => name;

    /// <summary>Whose it is.</summary>
    protected Follower Follower => follower;

    /// <summary>What it showed along the way that may never be shown.</summary>
    public IEnumerable<string> Complaints => _complaints;

    /// <summary>Waits until it is live and equal to the database.</summary>
    /// <returns>Null, or how it differed when the limit was over.</returns>
    public abstract Task<string?> ConvergeAsync(CancellationToken limit);

    protected void Complain(string? complaint)
    {
        if (complaint is not null)
        {
            _complaints.Enqueue($"{Follower.Name} on node {Follower.Node.Number}, {Name}: {complaint}");
        }
    }
}
