using SyncHub.Server.Matching;

namespace SyncHub.Server.Tests.Matching;

internal sealed class CountingObserver : IMatcherObserver
{
    public List<string> Clauses { get; } = [];

    public int Scanned { get; private set; }

    public List<Exception> Failures { get; } = [];

    public void ScanListed(string clause)
    {
        Clauses.Add(clause);
        Scanned++;
    }

    public void ScanUnlisted() => Scanned--;

    public void EvaluationFailed(Exception exception) => Failures.Add(exception);
}
