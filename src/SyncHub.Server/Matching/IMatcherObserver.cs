namespace SyncHub.Server.Matching;

/// <summary>What a matcher has to tell; called on the loop that owns it.</summary>
internal interface IMatcherObserver
{
    /// <summary>A query was added that has no access predicate, so that every change of the model evaluates it.</summary>
    /// <param name="clause">Its filter in canonical wire form, shortened.</param>
    void ScanListed(string clause);

    /// <summary>Such a query was removed.</summary>
    void ScanUnlisted();

    /// <summary>A property's getter or a filter threw. The row counts as one that does not match, before and after alike.</summary>
    void EvaluationFailed(Exception exception);
}
